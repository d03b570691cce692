"""Narrow Panoptic-DeepLab models for tests."""
from mmengine.config import ConfigDict
from mmengine.registry import DefaultScope
from narrow_models import STUFF, THINGS, WIDTHS

from mmuvp.registry import MODELS

DECODER = dict(type='mmuvp.DeepLabDecoder', channels=16, context='conv')
HEAD = dict(
    type='mmuvp.PanopticDeepLabHead',
    in_channels=WIDTHS,
    num_things_classes=THINGS,
    num_stuff_classes=STUFF,
    semantic_decoder=dict(DECODER, low_levels=((1, 8), (0, 4))),
    instance_decoder=dict(DECODER, low_levels=((1, 4), (0, 4)), fused_channels=8),
    semantic_channels=16,
    instance_channels=8,
    norm_cfg=dict(type='BN'))
AXIAL = dict(
    semantic_decoder=dict(type='mmuvp.AxialDecoder', stages=((1, 32), (0, 16)), num_heads=4, span=9),
    instance_decoder=None,
    semantic_channels=None,
    instance_channels=None)
FUSION = dict(type='mmuvp.PanopticDeepLabFusionHead', num_things_classes=THINGS, num_stuff_classes=STUFF)
TEST_CFG = dict(nms_kernel=7, stuff_area=0)


def build_head(**changes):
    """The head of ``HEAD``, initialised, in training mode."""
    head = MODELS.build({**HEAD, **changes})
    head.init_weights()
    return head


def build_fusion_head(**changes):
    """The head of ``FUSION`` with other classes or settings."""
    classes = {key: changes.pop(key) for key in ('num_things_classes', 'num_stuff_classes') if key in changes}
    return MODELS.build({**FUSION, **classes, 'test_cfg': {**TEST_CFG, **changes}})


def detector_config(**head):
    """Config of a detector on a narrow ResNet-18."""
    return dict(
        type='mmuvp.PanopticDeepLab',
        data_preprocessor=dict(
            type='mmdet.DetDataPreprocessor', mean=[127.5] * 3, std=[127.5] * 3, pad_mask=True, pad_seg=True,
            seg_pad_value=255),
        backbone=dict(type='mmdet.ResNet', depth=18, base_channels=8, norm_eval=False),
        panoptic_head={**HEAD, 'in_channels': (8, 16, 32, 64), **head},
        panoptic_fusion_head=FUSION,
        test_cfg=TEST_CFG)


def build_detector(**head):
    with DefaultScope.overwrite_default_scope('mmdet'):
        model = MODELS.build(ConfigDict(detector_config(**head)))
    model.init_weights()
    return model
