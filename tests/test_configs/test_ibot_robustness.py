"""iBOT's tests of robustness, with small networks, on made-up files where each config looks for its data."""
import json

import pytest
from test_transmix_evaluation import write_picture

from mmuvp.apis.robustness import sweep_of
from mmuvp.datasets.background_challenge import CLASSES, VARIANTS
from mmuvp.datasets.imagenet_c import CORRUPTIONS, EXTRA_CORRUPTIONS
from mmuvp.datasets.imagenet_wnids import IMAGENET_A_WNIDS
from mmuvp.models.heads.linear_sweep_head import RATES

PREFIX = 'linear_ibot-vit-small_in1k_'
FINE_TUNED = 'fine-tune_ibot-vit-small_in1k_'


def test_imagenet_a(evaluate, tmp_path):
    for wnid in IMAGENET_A_WNIDS:
        write_picture(tmp_path / f'imagenet-a/{wnid}/1.jpg')
    assert 0 <= evaluate(PREFIX + 'imagenet-a')['reliability/top1'] <= 100


def test_imagenet_c(evaluate, tmp_path):
    corruptions = CORRUPTIONS + EXTRA_CORRUPTIONS
    for corruption in corruptions:
        for severity in range(1, 6):
            write_picture(tmp_path / f'imagenet-c/{corruption}/{severity}/n01440764/1.JPEG', (224, 224))
    scores = evaluate(PREFIX + 'imagenet-c')
    assert scores.keys() == {f'accuracy/{key}' for key in (*corruptions, 'mean', 'mean_error')}


def test_backgrounds(evaluate, tmp_path):
    root = tmp_path / 'bg_challenge'
    for variant in VARIANTS:
        for label, name in enumerate(CLASSES):
            write_picture(root / f'{variant}/val/{label:02}_{name}/1.JPEG')
    (root / 'in_to_in9.json').write_text(json.dumps({str(label): label % 10 - 1 for label in range(1000)}))
    scores = evaluate(PREFIX + 'backgrounds')
    assert scores.keys() == {f'accuracy/{key}' for key in (*VARIANTS, 'mean', 'mean_error')}
    assert 0 < scores['accuracy/mean'] < 100


@pytest.mark.parametrize('kind', ['salient', 'non-salient'])
def test_one_head_of_dino_tells_saliency(kind, read_config):
    corruption = read_config(f'{PREFIX}occlusion-{kind}').data_preprocessor.corruption
    assert read_config(f'{FINE_TUNED}occlusion-{kind}').data_preprocessor.corruption == corruption
    assert (corruption.select, corruption.measure, corruption.ratio) == (kind, 'attention', 0.5)
    assert corruption.saliency.head == 1
    assert corruption.saliency.checkpoint.startswith('checkpoints/dino')


@pytest.mark.parametrize('kind', ['one-rate', 'occlusion-random', 'occlusion-salient', 'shuffle'])
def test_one_classifier_of_the_probe_predicts(kind, read_config):
    cfg = read_config(PREFIX + kind)
    assert cfg.model.backbone.num_outputs == 4
    assert cfg.model.head.predict_rate in RATES
    assert cfg.test_evaluator == dict(type='mmpretrain.Accuracy', topk=(1, 5))


@pytest.mark.parametrize('prefix', [PREFIX, FINE_TUNED])
def test_published_grids(prefix, read_config):
    name, grids = sweep_of(read_config(prefix + 'shuffle'))
    assert (name, [rows * columns for rows, columns in grids]) == ('grid', [4, 8, 16, 32, 64, 196, 256])
    assert all(224 % side == 0 for grid in grids for side in grid)
