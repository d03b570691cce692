"""HLG-Ti against the published code, none of which runs: the case was put together from pieces of two files."""
import pytest
import torch
from parity import Case

import mmuvp

PUBLISHED = {'model.backbone.stem_kernel': 3, 'model.backbone.window_position': 'published'}


@pytest.fixture(scope='module')
def case():
    return Case('hlg_tiny')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config, with the published stem and positions, and with the reference's weights."""
    model = mmuvp.get_model('hlg_tiny_in1k', cfg_options=PUBLISHED)
    model.load_state_dict(mmuvp.checkpoints.convert('hlg', case.state_dict()), strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def outputs(case, model):
    """The maps of all stages before their norms, and the logits."""
    maps = []
    hooks = [stage.register_forward_hook(lambda _, __, output: maps.append(output)) for stage in model.backbone.stages]
    with torch.no_grad():
        logits = model(case.inputs()['image'], mode='tensor')
    for hook in hooks:
        hook.remove()
    return dict(enumerate(maps, start=1), logits=logits)


def test_parameters_are_as_many_as_published(case, model):
    assert round(sum(p.numel() for p in model.parameters()) / 1e6, 4) == case.spec['params_m']


@pytest.mark.parametrize('stage', [1, 2, 3, 4])
def test_stages(case, outputs, stage):
    x = outputs[stage]
    case.check(f'stage{stage}_stats', torch.stack([x.mean(), x.std(correction=0)]))
    case.check(f'stage{stage}_sub', x[:, ::4, ::2, ::2])


def test_logits(case, outputs):
    case.check('logits', outputs['logits'])


def test_positions_of_windows_matter(case, model):
    """Placing windows at their centres is another function of the same weights."""
    other = mmuvp.get_model('hlg_tiny_in1k', cfg_options={'model.backbone.stem_kernel': 3})
    other.load_state_dict(model.state_dict())
    with torch.no_grad():
        logits = other.eval()(case.inputs()['image'], mode='tensor')
    assert 1e-3 < case.error('logits', logits) < 0.1
