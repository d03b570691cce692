"""HLG's configs of ImageNet against the recipe of the paper."""
import pytest

SIZES = {'mobile': 384, 'tiny': 512, 'small': 768, 'medium': 768, 'large': 1024}


@pytest.mark.parametrize('size', SIZES)
def test_classification(size, read_config):
    cfg = read_config(f'hlg_{size}_in1k')
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.type, optimizer.lr, optimizer.weight_decay) == ('AdamW', 1e-3, 0.05)
    assert cfg.optim_wrapper.clip_grad == dict(max_norm=5.0)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (1024, 300)
    assert (cfg.param_scheduler[0].end, cfg.param_scheduler[1].type) == (20, 'CosineAnnealingLR')
    assert cfg.model.backbone.drop_path_rate == (0.3 if size == 'large' else 0.1)
    assert (cfg.model.backbone.arch, cfg.model.head.in_channels) == (size, SIZES[size])
    assert [augment.alpha for augment in cfg.model.train_cfg.augments] == [0.8, 1.0]


def test_detection_with_convolved_windows(read_config):
    base, ablation = (read_config(f'retinanet_hlg-tiny_{name}').model for name in ('coco', 'dwconv-windows_coco'))
    backbone = ablation.backbone
    assert (backbone.window_embedding, backbone.init_cfg.checkpoint) == ('dwconv', 'hlg_tiny_in1k_dwconv-windows.pth')
    assert ablation.neck == base.neck


@pytest.mark.parametrize(('name', 'changes'), [
    ('hlg_tiny_in1k_dwconv-windows', dict(window_embedding='dwconv')),
    ('hlg_tiny_in1k_plain', dict(dilated_window=None)),
    ('hlg_tiny_in1k_dilated-5', dict(dilated_window=5)),
    ('hlg_tiny_in1k_dilated-8', dict(dilated_window=8)),
    ('hlg_small_in1k_shared-local', dict(dilated_window=None)),
    ('hlg_small_in1k_dwmlp', dict(dilated_window=None, local=False)),
    ('hlg_small_in1k_baseline', dict(dilated_window=None, local=False, mlp='plain', smoothing=False))])
def test_ablations(name, changes, read_config):
    base = read_config(name.rpartition('_')[0])
    assert read_config(name).model == {**base.model, 'backbone': {**base.model.backbone, **changes}}
