"""ResNeXt50+Elastic against the published implementation, stage by stage; its third stage has maps of odd size."""
import pytest
import torch
from mmpretrain.structures import DataSample
from parity import Case

import mmuvp

STEPS = ((16, 4, 4), (32, 2, 2), (64, 1, 1), (64, 1, 1))


@pytest.fixture(scope='module')
def case():
    return Case('resnext50_elastic')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config, with the reference's weights as a published file names them."""
    model = mmuvp.get_model('resnext50-elastic_in1k', cfg_options={'model.backbone.out_indices': (0, 1, 2, 3)})
    published = {f'module.{key}': value for key, value in case.state_dict().items()}
    model.load_state_dict(mmuvp.checkpoints.convert('elastic', published), strict=True)
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
        case.check(f'layer{i}_mean_std', torch.stack([whole.mean(), whole.std(correction=0)]))
        case.check(f'layer{i}', stage[(slice(None), *(slice(None, None, step) for step in steps))])


def test_logits(case, model, stages):
    with torch.no_grad():
        case.check('logits', model.head(model.neck(stages)))


def test_loss(case, model, stages):
    target = DataSample().set_gt_label(case.inputs()['class_target'])
    case.check('ce', model.head.loss(model.neck(stages), [target])['loss'])
