"""Contrastive learners so small that a step takes a moment."""
import torch
from mmengine.registry import MODELS, DefaultScope

FEATURES, QUEUE = 8, 24
CONSISTENCY = dict(type='mmuvp.ConsistencyLoss', temperature=0.05)
HEAD = dict(type='mmpretrain.ContrastiveHead', loss=dict(type='mmpretrain.CrossEntropyLoss'), temperature=0.2)


def small_resnet(norm='BN'):
    """Config of a ResNet-18 of an eighth of the width; ``norm`` may be ``'GN'``, so that images stay independent."""
    norm_cfg = dict(type=norm, num_groups=2) if norm == 'GN' else dict(type=norm)
    return dict(type='mmpretrain.ResNet', depth=18, base_channels=8, stem_channels=8, norm_cfg=norm_cfg)


def small_neck(**options):
    return dict(type='mmpretrain.MoCoV2Neck', in_channels=64, hid_channels=16, out_channels=FEATURES, **options)


def small_moco(type='mmuvp.CO2MoCo', norm='BN', **options):
    """A MoCo v2 with a queue of 24 keys; without options ``mmuvp.CO2MoCo`` is plain, too."""
    return build(dict(type=type, backbone=small_resnet(norm), neck=small_neck(), head=HEAD, queue_len=QUEUE,
                      feat_dim=FEATURES, momentum=0.1, **options))


def small_simclr(type='mmuvp.CO2SimCLR', **options):
    return build(dict(type=type, backbone=small_resnet(), neck=small_neck(), head=HEAD, **options))


def build(cfg):
    """Build a model, its weights drawn by the seed 0."""
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        return MODELS.build(cfg)


def draw_views(images=4, seed=0, size=33):
    """Two views of some images."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(images, 3, size, size, generator=generator) for _ in range(2)]
