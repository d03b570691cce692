"""ViP-Ti against the published implementation, stage by stage."""
import pytest
import torch
from parity import TOLERANCE, Case

import mmuvp


@pytest.fixture(scope='module')
def case():
    return Case('vip_tiny')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config, with the reference's weights."""
    model = mmuvp.get_model('vip_tiny_in1k', cfg_options={'model.backbone.out_type': 'both'})
    model.load_state_dict(mmuvp.checkpoints.convert('vip', case.state_dict()), strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def outputs(case, model):
    """What the backbone computes, by the reference's names."""
    found = {}
    hooks = [stage.register_forward_hook(
        lambda _, __, output, name=f'parts{number}': found.update({name: output[1][-1]}))
        for number, stage in enumerate(model.backbone.stages[:3], start=1)]
    hooks.append(model.backbone.stages[3].last_encoder.register_forward_pre_hook(
        lambda _, inputs: found.update(parts4=inputs[0])))
    with torch.no_grad():
        *maps, found['last_parts'] = model.backbone(case.inputs()['image'])
    for hook in hooks:
        hook.remove()
    return found | {f'whole{number}': maps[number - 1] for number in (1, 2, 3)}


def test_parameters_are_as_many_as_published(case, model):
    assert round(sum(p.numel() for p in model.parameters()) / 1e6, 4) == case.spec['params_m']


@pytest.mark.parametrize('name', ['whole1', 'whole2', 'whole3'])
def test_whole(case, outputs, name):
    x = outputs[name]
    case.check(f'{name}_stats', torch.stack([x.mean(), x.std(correction=0)]))
    case.check(f'{name}_sub', x[:, ::8, ::2, ::2])


@pytest.mark.parametrize('name', ['parts1', 'parts2', 'parts3', 'parts4', 'last_parts'])
def test_parts(case, outputs, name):
    case.check(name, outputs[name][:, ::4])


def test_logits(case, model, outputs):
    with torch.no_grad():
        logits = model.head(model.neck((outputs['last_parts'], )))
    case.check('logits', logits)


def test_one_image_alone(case, model):
    """The published classifier turns the logits of a single image on their side; this one does not."""
    with torch.no_grad():
        logits = model(case.inputs()['image'][:1], mode='tensor')
    expected = case.outputs['logits'][:1]
    assert logits.shape == expected.shape
    assert (logits - expected).norm() < TOLERANCE * expected.norm()
