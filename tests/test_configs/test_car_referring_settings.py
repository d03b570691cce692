"""The settings of CLIP as RNN on expressions, against the paper and the published code."""
import pytest

L14 = dict(type='mmuvp.FrozenCLIP', name='ViT-L-14-quickgelu', pretrained='openai')
BOTH, CIRCLE = ('circle', 'blur'), ('circle', )
REFCOCO, PLUS, G, GRES = (.5, .3, .5, CIRCLE), (.2, .1, .5, BOTH), (.5, .1, .6, BOTH), (.5, 0, .3, CIRCLE)
SETTINGS = [  # data, split, file of the expressions, then eta, theta, lambda and visual prompts
    ('refcoco_val', 'val', 'refcoco/refs(unc).p', *REFCOCO),
    ('refcoco_testA', 'testA', 'refcoco/refs(unc).p', *REFCOCO),
    ('refcoco_testB', 'testB', 'refcoco/refs(unc).p', *REFCOCO),
    ('refcoco+_val', 'val', 'refcoco+/refs(unc).p', *PLUS),
    ('refcoco+_testA', 'testA', 'refcoco+/refs(unc).p', *PLUS),
    ('refcoco+_testB', 'testB', 'refcoco+/refs(unc).p', *PLUS),
    ('refcocog_val', 'val', 'refcocog/refs(umd).p', *G),
    ('refcocog_test', 'test', 'refcocog/refs(umd).p', *G),
    ('refcocog-google_val', 'val', 'refcocog/refs(google).p', *G),
    ('gres_val', 'val', 'grefcoco/grefs(unc).json', *GRES),
    ('ref-davis17_val', 'val', None, .5, .3, .5, BOTH),
]


@pytest.mark.parametrize(('data', 'split', 'file', 'eta', 'theta', 'threshold', 'prompts'), SETTINGS)
def test_settings(data, split, file, eta, theta, threshold, prompts, read_config):
    cfg = read_config(f'car_vit-b16_{data}')
    dataset, model = cfg.test_dataloader.dataset, cfg.model
    assert (dataset.split, dataset.get('split_file')) == (split, file)
    if file is not None:
        assert dataset.ann_file.split('/')[0] == file.split('/')[0]
    # all sentences of a target are run together, each of which competes with the published background words alone
    assert dataset.get('sentences', 'together') == 'together'
    assert model.car.proposer.competing is False
    assert model.car.proposer.get('background', 'published') == 'published'
    assert model.car.classifier.mask_threshold == eta
    assert model.car.threshold == theta
    assert model.car.proposer.affinity.threshold == threshold
    assert tuple(model.car.classifier.prompts) == prompts
    assert model.car.classifier.get('templates') is None
    assert model.car.clip == dict(type='mmuvp.FrozenCLIP', name='ViT-B-16-quickgelu', pretrained='openai')
    assert model.car.classifier.get('clip') == (L14 if data == 'gres_val' else None)
    assert model.crf == dict(type='mmuvp.DenseCRF')


def test_generalised_metrics(read_config):
    metrics = [metric.type for metric in read_config('car_vit-b16_gres_val').test_evaluator]
    assert metrics == ['mmuvp.ReferringIoU', 'mmuvp.GeneralizedReferringIoU']
