"""A step of iBOT with ViT-S/16 against the published implementation, and its weights there and back."""
import pytest
import torch
from mmpretrain.structures import DataSample
from parity import Case

import mmuvp

EPOCHS = (0, 5)  # of the two successive losses
OPTIONS = {
    'model.backbone.drop_path_rate': 0.,
    'model.head.class_temperature': dict(start=0.04, end=0.07, warm_up=10),
    'model.head.patch_temperature': dict(start=0.04, end=0.06, warm_up=10),
}


@pytest.fixture(scope='module')
def case():
    return Case('ibot_vit_small_step')


@pytest.fixture(scope='module')
def published(case):
    return case.state_dict() | {'ibot_loss.center': torch.zeros(1, 8192), 'ibot_loss.center2': torch.zeros(1, 1, 8192)}


@pytest.fixture(scope='module')
def model(published):
    model = mmuvp.get_model('ibot_vit-small_in1k', cfg_options=OPTIONS)
    model.load_state_dict(mmuvp.checkpoints.convert('ibot', published), strict=True)
    return model


@pytest.fixture(scope='module')
def views(case):
    """Crops, and masks ``(2, crops, 14, 14)`` of the images."""
    inputs = case.inputs()
    masks = torch.stack([inputs[name] < 0.3 for name in ('mask1_u', 'mask2_u')], dim=1)
    masks[1, 1] = False
    return [inputs[name] for name in ('global1', 'global2', 'local1', 'local2')], masks


def check(case, name, value, *steps):
    """Compare every so manieth entry, and mean and standard deviation of all."""
    case.check(f'{name}_stat', torch.stack([value.mean(), value.std()]))
    case.check(name, value[(slice(None), *(slice(None, None, step) for step in steps))])


@torch.no_grad()
def test_networks(case, model, views):
    crops, masks = views
    images, masks = torch.cat(crops[:2]), masks.transpose(0, 1).flatten(0, 1)
    for name, branch, tokens in (('student', model, model.backbone(images, masks)[0]),
                                 ('teacher', model.teacher, model.teacher.backbone(images)[0])):
        check(case, f'{name}_tok', tokens, 14, 4)
        check(case, f'{name}_cls', branch.neck(tokens[:, 0]), 16)
        check(case, f'{name}_patch', branch.neck(tokens[:, 1:].flatten(0, 1), patches=True).unflatten(0, (4, -1)),
              14, 64)
    tokens = model.backbone(torch.cat(crops[2:]))[0]
    check(case, 'local_tok', tokens, 6, 4)
    check(case, 'local_cls', model.neck(tokens[:, 0]), 16)


@torch.no_grad()
def test_losses_and_centers_over_two_steps(case, model, views):
    crops, masks = views
    for number, epoch in enumerate(EPOCHS, start=1):
        model.head.epoch = epoch
        losses = model.loss(crops, [DataSample().set_mask(mask) for mask in masks])
        terms = [losses['loss_class'], losses['loss_patch']]
        case.check(f'call{number}', torch.stack([*terms, sum(terms)]))
        case.check(f'center_after{number}', model.head.class_center[::16])
        case.check(f'center2_after{number}', model.head.patch_center[::16])


def test_parameters_are_as_many_as_published(case, model):
    counts = [sum(p.numel() for p in part.parameters()) / 1e6
              for part in (model.backbone, model.teacher.backbone, model.neck)]
    assert counts == list(case.spec['params_m'].values())
