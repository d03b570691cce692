"""One step of TransMix with DeiT-S against the published implementation."""
import pytest
import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from parity import Case

import mmuvp
from mmuvp.models.batch_augments import TransMix


@pytest.fixture(scope='module')
def case():
    return Case('transmix_deit_small')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config, with the reference's weights."""
    model = mmuvp.get_model('transmix_deit-small_in1k')
    model.load_state_dict(mmuvp.checkpoints.convert('transmix', case.state_dict()), strict=True)
    model.eval()
    return model


@pytest.fixture(scope='module')
def batch(case):
    """Mixed images, labels mixed by area, and the paste, with the box of the reference."""
    augment, inputs = TransMix(alpha=1.0), case.inputs()
    box = case.outputs['box'].tolist()
    augment.rand_bbox = lambda size, ratio, count: box
    return *augment(inputs['img'], F.one_hot(inputs['target'], 1000)), augment.take()


@pytest.fixture(scope='module')
def outputs(model, batch):
    with torch.no_grad():
        return model.backbone.forward_with_class_attention(batch[0])


def test_parameters_are_as_many_as_published(case, model):
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(case.spec['params_m'])


def test_mixed_images(case, batch):
    case.check('mixed', batch[0][:, :, ::16, ::16])
    case.check('lam_area', 1 - batch[2].area)


def test_network(case, model, outputs):
    (token, ), attention = outputs
    case.check('tok', token)
    case.check('attn', attention.flatten(1))
    with torch.no_grad():
        logits = model.head((token, ))
    case.check('logits', logits[:, ::4])
    case.check('logits_stat', torch.stack([logits.mean(), logits.std()]))


def test_weights_of_labels(case, model, batch, outputs):
    case.check('lam', model.label_mixing.weights(outputs[1], batch[2]))


@pytest.mark.parametrize(('name', 'pasted'), [('', True), ('_area', False)])
def test_labels_and_loss(case, model, batch, name, pasted):
    images, scores, paste = batch
    samples = [DataSample().set_gt_score(score) for score in scores]
    if pasted:
        for sample in samples:
            sample.set_field(paste, 'paste')
    with torch.no_grad():
        case.check(f'loss{name}', model.loss(images, samples)['loss'])
    scores = torch.stack([sample.gt_score for sample in samples])
    case.check(f'soft{name}', model.head.loss_module.smooth_label(scores))
