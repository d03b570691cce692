"""Learning rates and weight decay that the schedules produce."""
import pytest
from mmengine.optim import build_optim_wrapper
from mmengine.registry import PARAM_SCHEDULERS, DefaultScope
from reduction import build, reduce_model
from torch import nn, optim


def learning_rates(cfg, iterations):
    """Learning rate at each of some ascending iterations, relative to the config's."""
    optimizer = optim.SGD([nn.Parameter()], lr=1.0)
    with DefaultScope.overwrite_default_scope('mmengine'):
        schedulers = [PARAM_SCHEDULERS.build(dict(scheduler, optimizer=optimizer)) for scheduler in cfg.param_scheduler]
    rates, step = [], 0
    for iteration in iterations:
        for _ in range(iteration - step):
            for scheduler in schedulers:
                scheduler.step()
        step = iteration
        rates.append(optimizer.param_groups[0]['lr'])
    return rates


def learning_rates_of_epochs(cfg, epochs):
    """Learning rate at the start of each of some ascending epochs, were an epoch one iteration long."""
    cfg = cfg.copy()
    cfg.param_scheduler = [dict(scheduler, by_epoch=False) for scheduler in cfg.param_scheduler]
    for scheduler in cfg.param_scheduler:
        assert scheduler.pop('convert_to_iter_based')
    return learning_rates(cfg, epochs)


@pytest.mark.parametrize('name', ['kmax_r50_coco_50k', 'kmax_r50_cityscapes'])
def test_kmax_decays_polynomially_from_the_first_iteration_on(name, read_config):
    cfg = read_config(name)
    iterations, last = [0, 2500, 5000, 20000, 45000], cfg.train_cfg.max_iters
    expected = [(1 - i / last) ** 0.9 if i >= 5000 else 0.001 + 0.999 * i / 5000 for i in iterations]
    assert learning_rates(cfg, iterations) == pytest.approx(expected, rel=1e-3)


def test_remax_decays_in_two_steps(read_config):
    rates = learning_rates(read_config('remax_r50_coco'), [0, 2500, 5000, 42499, 42500, 47500, 49999])
    assert rates == pytest.approx([0.001, 0.5005, 1, 1, 0.1, 0.01, 0.01], rel=1e-3)


@pytest.mark.parametrize('name', ['kmax_r50_coco', 'remax_convnext-tiny_coco', 'kmax_mobilenet-v3-small_cityscapes'])
def test_decay_and_rate_of_each_parameter(name, read_config):
    cfg = read_config(name)
    model = build(reduce_model(cfg.model))
    wrapper = build_optim_wrapper(model, dict(cfg.optim_wrapper, type='OptimWrapper'))
    names = {id(parameter): key for key, parameter in model.named_parameters()}
    rate, decay = cfg.optim_wrapper.optimizer.lr, cfg.optim_wrapper.optimizer.weight_decay
    for group in wrapper.optimizer.param_groups:
        parameter, key = group['params'][0], names[id(group['params'][0])]
        assert group['lr'] == pytest.approx(rate * (0.1 if key.startswith('backbone') else 1)), key
        undecayed = parameter.ndim == 1 or key.endswith(('.centres', '_position.weight'))
        assert group['weight_decay'] == (0 if undecayed else decay), key
