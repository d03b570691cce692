"""What the configs of stand-alone ViP say, against the recipe (Visual Parser, sections 4.2 and 4.3)."""
import pytest
from test_schedules import learning_rates

DETECTORS = ['tiny', 'tiny-plain', 'small', 'small-plain']
PANOPTIC = ['standalone-panoptic_vip-small_coco', 'standalone-panoptic_vip-small_coco_fpn',
            'standalone-panoptic_vip-small_coco_fpn_300e', 'standalone-panoptic_vip-small-plain_coco']


@pytest.mark.parametrize(('size', 'epochs', 'side'), [
    ('tiny', 300, 640), ('tiny-plain', 150, 512), ('small', 150, 800), ('small-plain', 150, 800)])
def test_detection(size, epochs, side, read_config):
    cfg = read_config(f'standalone_vip-{size}_coco')
    assert cfg.train_cfg.max_epochs == epochs
    assert cfg.test_dataloader.dataset.pipeline[1].scale[1] == side
    [plain], [small, crop, after] = cfg.train_dataloader.dataset.pipeline[3].transforms
    assert max(short for _, short in plain.scales) == max(short for _, short in after.scales) == side
    for scale in (*plain.scales, *small.scales):
        assert scale[0] == pytest.approx(1333 * side / 800, abs=1)
    assert max(crop.crop_size) == 600 * side / 800
    assert learning_rates(cfg, [0, 99, 100, epochs - 1]) == pytest.approx([1, 1, 0.1, 0.1])


@pytest.mark.parametrize('name', PANOPTIC)
def test_panoptic(name, read_config):
    cfg = read_config(name)
    epochs = 300 if name.endswith('300e') else 50
    assert cfg.train_cfg.max_epochs == epochs
    falls = [epochs * 33 // 50, epochs * 43 // 50]
    rates = learning_rates(cfg, [falls[0] - 1, falls[0], falls[1] - 1, falls[1]])
    assert rates == pytest.approx([1, 0.1, 0.1, 0.01])
    resize = cfg.train_dataloader.dataset.pipeline[2]
    assert resize.scale == [(1333, 640), (1333, 800)]


@pytest.mark.parametrize('name', [*(f'standalone_vip-{size}_coco' for size in DETECTORS), *PANOPTIC])
def test_optimizer_and_start(name, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='AdamW', lr=1e-4, weight_decay=0.05)
    assert cfg.auto_scale_lr.base_batch_size == 16
    backbone = cfg.model.backbone
    assert backbone.init_cfg.checkpoint == f'vip_{backbone.arch}_in1k.pth'
    assert (backbone.num_parts, backbone.mask_padding, backbone.whole_position) == (100, True, 'sinusoidal')
    assert backbone.all_parts
