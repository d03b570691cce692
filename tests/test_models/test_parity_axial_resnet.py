"""Axial-ResNet-26-S against the published implementation, stage by stage."""
import pytest
import torch
from mmpretrain.structures import DataSample
from parity import Case

import mmuvp

STEPS = ((8, 8, 8), (16, 4, 4), (32, 2, 2), (32, 1, 1))


@pytest.fixture(scope='module')
def case():
    return Case('axial26s')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config, with the reference's weights."""
    model = mmuvp.get_model('axial-resnet-26-s_port_in1k', cfg_options={'model.backbone.out_indices': (0, 1, 2, 3)})
    model.load_state_dict(mmuvp.checkpoints.convert('axial', case.state_dict()), strict=True)
    model.eval()
    return model


@pytest.fixture(scope='module')
def stages(case, model):
    with torch.no_grad():
        return model.backbone(case.inputs()['image'])


def test_parameters_are_as_many_as_published(case, model):
    assert sum(p.numel() for p in model.parameters()) / 1e6 == case.spec['params_m']


def test_stages(case, stages):
    for i, (stage, steps) in enumerate(zip(stages, STEPS, strict=True), start=1):
        whole = stage.double()
        case.check(f'layer{i}_mean_std', torch.stack([whole.mean(), whole.std()]))
        case.check(f'layer{i}', stage[(slice(None), *(slice(None, None, step) for step in steps))])


def test_logits(case, model, stages):
    with torch.no_grad():
        case.check('logits', model.head(model.neck(stages)))


def test_losses(case, model, stages):
    target = DataSample().set_gt_label(case.inputs()['target'])
    feats = model.neck(stages)
    case.check('ce_smooth', model.head.loss(feats, [target])['loss'])
    case.check('ce', torch.nn.functional.cross_entropy(model.head(feats), target.gt_label))
