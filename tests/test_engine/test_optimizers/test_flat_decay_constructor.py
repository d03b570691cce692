import pytest
from mmengine.optim import build_optim_wrapper
from torch import nn

import mmuvp  # noqa: F401


def settings_by_name(paramwise_cfg, weight_decay=0.1):
    """Learning rate and weight decay of each parameter of a small model."""
    model = nn.ModuleDict(dict(
        backbone=nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)), head=nn.Linear(4, 2)))
    wrapper = build_optim_wrapper(model, dict(
        constructor='mmuvp.FlatDecayConstructor', paramwise_cfg=paramwise_cfg,
        optimizer=dict(type='AdamW', lr=1.0, weight_decay=weight_decay)))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return {names[id(group['params'][0])]: (group['lr'], group['weight_decay'])
            for group in wrapper.optimizer.param_groups}


def test_flat_parameters_with_a_custom_key_are_not_decayed():
    settings = settings_by_name(dict(flat_decay_mult=0, custom_keys=dict(backbone=dict(lr_mult=0.5))))
    assert settings == {
        'backbone.0.weight': (0.5, 0.1), 'backbone.0.bias': (0.5, 0), 'backbone.1.weight': (0.5, 0),
        'backbone.1.bias': (0.5, 0), 'head.weight': (1.0, 0.1), 'head.bias': (1.0, 0)}


def test_a_custom_decay_goes_first():
    settings = settings_by_name(dict(flat_decay_mult=0, custom_keys={'head.bias': dict(decay_mult=2)}))
    assert settings['head.bias'] == (1.0, 0.2)
    assert settings['backbone.1.bias'] == (1.0, 0)


@pytest.mark.parametrize(('paramwise_cfg', 'weight_decay'), [({}, 0.1), (dict(flat_decay_mult=0), None)])
def test_missing_settings_are_named(paramwise_cfg, weight_decay):
    with pytest.raises(ValueError, match='flat_decay_mult and optimizer.weight_decay'):
        settings_by_name(paramwise_cfg, weight_decay)
