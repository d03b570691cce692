"""Gradients that are bounded one parameter at a time, and layers that rest at first."""
from types import SimpleNamespace

import pytest
import torch
from mmengine.optim import OptimWrapper
from torch import nn

from mmuvp.engine.hooks import SeparateClippingHook
from mmuvp.engine.hooks.separate_clipping_hook import clip_separately


def test_each_gradient_has_its_own_bound():
    parameters = [nn.Parameter(torch.zeros(size)) for size in ((2, 3), (4, ), (5, ), (2, ))]
    gradients = [torch.full((2, 3), 10.), torch.full((4, ), 0.1), torch.zeros(5)]
    for parameter, gradient in zip(parameters[:3], gradients, strict=True):
        parameter.grad = gradient.clone()
    clip_separately(parameters, 3.)
    torch.testing.assert_close(parameters[0].grad, gradients[0] * 3 / gradients[0].norm())
    assert all(torch.equal(p.grad, gradient) for p, gradient in zip(parameters[1:3], gradients[1:], strict=True))
    assert parameters[3].grad is None
    clip_separately(parameters[3:], 3.)


def runner_of(**options):
    torch.manual_seed(0)
    model = nn.ModuleDict(dict(body=nn.Linear(4, 4), last=nn.Linear(4, 2)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, weight_decay=0.5)
    return SimpleNamespace(model=model, epoch=0, optim_wrapper=OptimWrapper(optimizer, **options))


def step(runner):
    """Names of the parameters that a step changes."""
    before = {name: p.clone() for name, p in runner.model.named_parameters()}
    loss = runner.model['last'](runner.model['body'](torch.full((3, 4), 100.))).square().mean()
    runner.optim_wrapper.update_params(loss, step_kwargs={}, zero_kwargs=dict(set_to_none=False))
    return {name for name, p in runner.model.named_parameters() if not torch.equal(p, before[name])}


def test_layers_rest_in_the_first_epochs_without_weight_decay():
    runner = runner_of(clip_grad=dict(max_norm=0.5))
    norms = []
    runner.optim_wrapper.optimizer.register_step_pre_hook(lambda optimizer, *_: norms.append(
        [None if p.grad is None else p.grad.norm().item() for p in runner.model.parameters()]))
    hook = SeparateClippingHook(still=['last'], still_epochs=2)
    hook.before_train(runner)
    for runner.epoch in range(2):
        assert step(runner) == {'body.weight', 'body.bias'}
    runner.epoch = 2
    assert step(runner) == {'body.weight', 'body.bias', 'last.weight', 'last.bias'}
    assert norms[0] == [pytest.approx(0.5), pytest.approx(0.5), None, None]
    assert norms[2] == pytest.approx([0.5] * 4)


@pytest.mark.parametrize('clip_grad', [None, dict(max_norm=1., norm_type=1), dict(type='value', clip_value=1.)])
def test_what_it_cannot_bound(clip_grad):
    with pytest.raises(ValueError, match=r'needs optim_wrapper.clip_grad=dict\(max_norm=...\)'):
        SeparateClippingHook().before_train(runner_of(clip_grad=clip_grad))


def test_layers_that_are_not_there():
    with pytest.raises(ValueError, match='no parameter of the model is named neck.last'):
        SeparateClippingHook(still=['neck.last']).before_train(runner_of(clip_grad=dict(max_norm=1.)))
