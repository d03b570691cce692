import copy

import pytest
import torch
from mmengine.optim import build_optim_wrapper
from torch import nn

import mmuvp  # noqa: F401
from mmuvp.registry import OPTIMIZERS


def make_model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 1))


def gradients(model, step):
    """The gradients of a loss that depends on the step and on the weights."""
    inputs = torch.randn(8, 4, generator=torch.Generator().manual_seed(step))
    model.zero_grad()
    model(inputs).square().mean().backward()


def lookahead(model, **kwargs):
    cfg = dict(dict(type='mmuvp.Lookahead', lr=0.05, weight_decay=0.01), **kwargs)
    return OPTIMIZERS.build(dict(cfg, params=model.parameters()))


def run(model, optimizer, steps):
    for step in steps:
        gradients(model, step)
        optimizer.step()


def test_it_is_the_published_algorithm():
    literal, model = make_model(), make_model()
    inner = torch.optim.RAdam(literal.parameters(), lr=0.05, weight_decay=0.01)
    slow = [p.detach().clone() for p in literal.parameters()]
    for step in range(12):
        run(literal, inner, [step])
        if step % 5 == 4:
            for s, p in zip(slow, literal.parameters(), strict=True):
                s += 0.5 * (p.detach() - s)
                p.data.copy_(s)
    run(model, lookahead(model), range(12))
    for p, q in zip(model.parameters(), literal.parameters(), strict=True):
        torch.testing.assert_close(p, q)


def test_the_whole_way_is_the_inner_optimizer():
    plain, model = make_model(), make_model()
    run(plain, torch.optim.SGD(plain.parameters(), lr=0.1, momentum=0.9), range(7))
    run(model, lookahead(model, base=dict(type='SGD', momentum=0.9), lr=0.1, weight_decay=0, alpha=1), range(7))
    for p, q in zip(model.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(p, q)


@pytest.mark.parametrize('saved_after', [3, 5, 7])
def test_resumed_training_is_the_same(saved_after):
    whole = make_model()
    run(whole, lookahead(whole), range(12))
    first = make_model()
    optimizer = lookahead(first)
    run(first, optimizer, range(saved_after))
    state = copy.deepcopy(optimizer.state_dict())
    second = make_model()
    second.load_state_dict(first.state_dict())
    resumed = lookahead(second)
    resumed.load_state_dict(state)
    run(second, resumed, range(saved_after, 12))
    for p, q in zip(whole.parameters(), second.parameters(), strict=True):
        assert torch.equal(p, q)


def test_schedules_reach_the_inner_optimizer():
    model = make_model()
    optimizer = lookahead(model)
    optimizer.param_groups[0]['lr'] = 0.0
    optimizer.param_groups[0]['weight_decay'] = 0.0
    before = copy.deepcopy(model.state_dict())
    run(model, optimizer, range(6))
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_frozen_and_unused_parameters_are_left_alone():
    model = make_model()
    model[0].weight.requires_grad_(False)
    unused = nn.Parameter(torch.ones(3))
    optimizer = OPTIMIZERS.build(dict(
        type='mmuvp.Lookahead', lr=0.05, params=[*model.parameters(), unused]))
    before = model[0].weight.clone()
    run(model, optimizer, range(6))
    assert torch.equal(model[0].weight, before)
    assert torch.equal(unused, torch.ones(3))
    assert not optimizer.state.get(unused)


def test_stock_constructor_and_wrapper_take_it():
    model = make_model()
    wrapper = build_optim_wrapper(model, dict(
        type='OptimWrapper', optimizer=dict(type='mmuvp.Lookahead', base=dict(type='RAdam'), lr=0.1, weight_decay=0.3),
        paramwise_cfg=dict(custom_keys={'0': dict(lr_mult=0.1)}, bias_decay_mult=0.0)))
    by_size = {tuple(group['params'][0].shape): group for group in wrapper.optimizer.param_groups}
    assert by_size[5, 4]['lr'] == pytest.approx(0.01)
    assert by_size[1, 5]['lr'] == pytest.approx(0.1)
    assert by_size[1,]['weight_decay'] == 0
    before = model[0].weight.detach().clone()
    for _ in range(6):
        wrapper.update_params(model(torch.ones(2, 4)).sum())
    assert not torch.equal(model[0].weight, before)


@pytest.mark.parametrize(('wrong', 'message'), [
    (dict(interval=0), 'interval'), (dict(alpha=0), 'alpha'), (dict(alpha=1.5), 'alpha')])
def test_wrong_arguments_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        lookahead(make_model(), **wrong)
