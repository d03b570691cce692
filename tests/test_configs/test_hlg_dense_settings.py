"""Segmentors and detectors with HLG against the recipes of the paper and of its published code."""
import pytest
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

SIZES = ('small', 'medium', 'large')
SEGMENTORS = [f'setr-pup_hlg-{size}_{data}' for size in SIZES for data in (
    'ade20k', 'cityscapes_40k', 'cityscapes_80k', 'cityscapes_40k_adamw')]
UPERNETS = [f'upernet_hlg-{size}_{data}' for size in SIZES for data in ('ade20k', 'cityscapes_40k')]
DETECTORS = [f'{head}_hlg-{size}_coco' for head in ('retinanet', 'mask-rcnn', 'cascade-mask-rcnn')
             for size in ('tiny', *SIZES)]
WIDTHS = dict(tiny=[64, 128, 256, 512], small=[96, 192, 384, 768], medium=[96, 192, 384, 768],
              large=[128, 256, 512, 1024])
ADAMW = dict(type='AdamW', lr=6e-5, betas=(0.9, 0.999), weight_decay=0.0)
SGD = dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=0.0)


def size_of(name):
    return name.partition('_hlg-')[2].partition('_')[0]


@pytest.mark.parametrize('name', SEGMENTORS + UPERNETS + DETECTORS)
def test_backbone(name, read_config):
    backbone, size = read_config(name).model.backbone, size_of(name)
    assert (backbone.arch, backbone.init_cfg.checkpoint) == (size, f'hlg_{size}_in1k.pth')
    assert backbone.norm_stages
    strong = size in ('medium', 'large') and not name.endswith('ade20k')
    assert backbone.drop_path_rate == (0.3 if strong else 0.1)


@pytest.mark.parametrize('name', SEGMENTORS + UPERNETS)
def test_segmentation(name, read_config):
    cfg = read_config(name)
    adamw = 'adamw' in name or 'ade20k' in name or name.startswith('upernet')
    if name.startswith('setr'):
        assert cfg.optim_wrapper.optimizer == (ADAMW if adamw else SGD)
        assert cfg.optim_wrapper.paramwise_cfg.custom_keys == dict(head=dict(lr_mult=10.0))
    batch = 16 if adamw else 8
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_dataloader.batch_size) == (batch, batch // 8)
    iterations = 160000 if 'ade20k' in name else 80000 if name.endswith('80k') else 40000
    assert cfg.train_cfg.max_iters == cfg.param_scheduler[-1].end == iterations
    window, stride = (512, 341) if 'ade20k' in name else (768, 512)
    assert cfg.model.test_cfg == dict(mode='slide', crop_size=(window, window), stride=(stride, stride))
    widths = WIDTHS[size_of(name)]
    assert cfg.model.decode_head.in_channels == widths
    auxiliary = cfg.model.auxiliary_head
    assert (auxiliary.in_channels, auxiliary.in_index, auxiliary.channels) == (widths[2], 2, 256)
    assert auxiliary.loss_decode.loss_weight == 0.4


@pytest.mark.parametrize('name', ['setr-pup_hlg-small_ade20k', 'upernet_hlg-small_cityscapes_40k'])
def test_rate_rises_and_falls_in_straight_lines(name, read_config):
    cfg = read_config(name)
    end = cfg.train_cfg.max_iters
    middle = 1500 + (end - 1500) // 2
    assert learning_rates(cfg, [0, 1500, middle, end]) == pytest.approx([1e-6, 1, 0.5, 0], abs=2e-3)


def test_swins_optimiser_for_upernet(read_config):
    cfg = read_config('upernet_hlg-small_ade20k')
    assert cfg.optim_wrapper.optimizer == dict(ADAMW, weight_decay=0.01)
    model = build(task_of(cfg.model).reduce_model(cfg), 'mmseg')
    groups = build_optim_wrapper(model, cfg.optim_wrapper).optimizer.param_groups
    settings = {id(p): group for group in groups for p in group['params']}
    for name, parameter in model.named_parameters():
        assert settings[id(parameter)]['lr'] == 6e-5
        assert settings[id(parameter)]['weight_decay'] == (0.01 if parameter.ndim > 1 else 0), name


@pytest.mark.parametrize('data', ['ade20k', 'cityscapes_40k'])
def test_decoder_of_the_text(data, read_config):
    base, text = (read_config(f'setr-pup_hlg-small_{data}{suffix}').model for suffix in ('', '_stride-16'))
    head = build(text.decode_head, 'mmseg')
    assert (head.fuse_index, head.plain.window, head.dilated.window, len(head.steps)) == (2, 8, 8, 4)
    changes = dict(channels=256, fuse_index=2, window=8, interval=None, num_steps=4)
    assert text == {**base, 'decode_head': {**base.decode_head, **changes}}


@pytest.mark.parametrize('name', DETECTORS)
def test_detection(name, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='AdamW', lr=1e-4, weight_decay=1e-4)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (16, 12)
    assert cfg.param_scheduler[1].milestones == [8, 11]
    resize = next(step for step in cfg.train_dataloader.dataset.pipeline if step.type == 'RandomResize')
    assert resize.scale == [(1333, 640), (1333, 800)]
    first = 1 if name.startswith('retinanet') else 0
    assert tuple(cfg.model.backbone.out_indices) == tuple(range(first, 4))
    assert cfg.model.neck.in_channels == WIDTHS[size_of(name)][first:]
    assert cfg.model.neck.num_outs == 5
    if first:
        assert cfg.model.neck.add_extra_convs == 'on_input'
    assert cfg.sync_bn == 'torch'
