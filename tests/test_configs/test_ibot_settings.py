"""What the configs of iBOT's pre-training say, against the published recipe."""
import math

import pytest
from mmengine.registry import PARAM_SCHEDULERS, DefaultScope
from reduction import build
from torch import nn, optim

from mmuvp.models.losses import TemperatureSchedule

STEPS = 3  # of an epoch
SEPARATE = ['separate-heads', 'shared-2', 'semi-shared', 'semi-shared-2']


@pytest.mark.parametrize(('name', 'epochs'), [
    ('ibot_vit-small_in1k', 800), ('ibot_vit-base_in1k', 400), ('ibot_vit-large_in1k', 300),
    ('ibot_swin-tiny_in1k', 300), ('ibot_vit-base_in22k', 80), ('ibot_vit-large_in22k', 50)])
def test_rates_and_decay_of_each_step(name, epochs, read_config):
    cfg = read_config(name)
    assert cfg.train_cfg.max_epochs == epochs
    assert cfg.auto_scale_lr.base_batch_size == 16 * cfg.train_dataloader.batch_size
    peak, total, warm_up = 5e-4 * cfg.auto_scale_lr.base_batch_size / 256, epochs * STEPS, 10 * STEPS
    settings = cfg.optim_wrapper.optimizer
    assert (settings.type, settings.lr, settings.betas, settings.eps) == ('AdamW', peak, (0.9, 0.999), 1e-8)
    optimizer = optim.AdamW([nn.Parameter()], lr=settings.lr, weight_decay=settings.weight_decay)
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        schedulers = [_build(dict(scheduler), optimizer) for scheduler in cfg.param_scheduler]
    for step in range(total):
        rate = peak * step / (warm_up - 1)
        if step >= warm_up:
            rate = 1e-6 + (peak - 1e-6) * _half_cosine((step - warm_up) / (total - warm_up))
        group = optimizer.param_groups[0]
        assert group['lr'] == pytest.approx(rate, rel=1e-5, abs=1e-11), step
        assert group['weight_decay'] == pytest.approx(0.4 + (0.04 - 0.4) * _half_cosine(step / total)), step
        optimizer.step()
        for scheduler in schedulers:
            scheduler.step()


def _build(scheduler, optimizer):
    assert scheduler.pop('convert_to_iter_based')
    kind = PARAM_SCHEDULERS.get(scheduler.pop('type'))
    return kind.build_iter_from_epoch(optimizer, epoch_length=STEPS, **scheduler)


def _half_cosine(progress):
    return (1 + math.cos(math.pi * progress)) / 2


def test_what_else_is_scheduled(read_config):
    cfg = read_config('ibot_vit-small_in1k')
    for name in ('class_temperature', 'patch_temperature'):
        schedule = TemperatureSchedule(**cfg.model.head[name])
        assert [schedule.at(epoch) for epoch in (0, 29, 799)] == pytest.approx([0.04, 0.07, 0.07])
        assert schedule.at(28) < 0.07
    follow, clip = cfg.custom_hooks
    assert (follow.momentum, follow.get('end_momentum', 1)) == (0.996, 1)
    assert (clip.still, clip.still_epochs, cfg.optim_wrapper.clip_grad) == (['neck.last_layer'], 1, dict(max_norm=3))
    assert cfg.optim_wrapper.paramwise_cfg == dict(flat_decay_mult=0)


@pytest.mark.parametrize('name', ['ibot_vit-small_in1k', *(f'ibot_vit-small_in1k_300e_{kind}' for kind in SEPARATE)])
def test_all_last_layers_rest_in_the_first_epoch(name, read_config):
    cfg = read_config(name)
    neck = build(dict(cfg.model.neck, hidden_channels=4, bottleneck_channels=4, out_channels=6), 'mmpretrain')
    last = {key for key, _ in neck.named_parameters() if 'last_layer' in key}
    assert {key for key in last if f'neck.{key}'.startswith(tuple(cfg.custom_hooks[1].still))} == last
    assert len(last) == (2 if name == 'ibot_vit-small_in1k' else 4)


@pytest.mark.parametrize('name', ['ibot_swin-tiny_in1k', 'ibot_swin-tiny-w14_in1k'])
def test_swin_hides_nothing_in_the_first_fifty_epochs(name, read_config):
    cfg = read_config(name)
    *_, first, _ = cfg.train_dataloader.dataset.pipeline
    assert (first.ratio, first.variance) == (0, 0)
    recipe, = cfg.custom_hooks[2].schedule
    assert recipe.action_epoch == 51  # which counts from 1
    *_, masks, _ = recipe.train_pipeline
    assert (masks.grid, masks.ratio, masks.variance) == (7, (0, 0.3), (0, 0.2))
    patches, classes = (TemperatureSchedule(**cfg.model.head[f'{kind}_temperature']) for kind in ('patch', 'class'))
    assert [patches.at(epoch) for epoch in (49, 50, 79)] == pytest.approx([0.04, 0.04, 0.07])
    assert classes.at(29) == pytest.approx(0.07)


@pytest.mark.parametrize(('name', 'split'), [
    ('ibot_vit-small_in1k', 0.32), ('ibot_vit-small_in1k_multi-crop_300e_split-0p25', 0.25),
    ('ibot_vit-small_in1k_multi-crop_300e_split-0p4', 0.4)])
def test_crops(name, split, read_config):
    _, views, masks, _ = read_config(name).train_dataloader.dataset.pipeline
    assert views.num_views == [1, 1, 10]
    crops = [view[0] for view in views.transforms]
    assert [crop.scale for crop in crops] == [224, 224, 96]
    assert [tuple(crop.crop_ratio_range) for crop in crops] == [(split, 1), (split, 1), (0.05, split)]
    assert (masks.num_masks, masks.grid, masks.ratio, masks.variance) == (2, 14, (0, 0.3), (0, 0.2))
    blurs = [next(step.prob for step in view if step.type.endswith('GaussianBlur')) for view in views.transforms]
    assert blurs == [1, 0.1, 0.5]
    assert [any(step.type.endswith('Solarize') for step in view) for view in views.transforms] == [False, True, False]
