"""Configs made so small that a training step of theirs takes a moment."""
from copy import deepcopy

import torch
from mmengine.registry import MODELS, DefaultScope
from mmengine.structures import InstanceData, PixelData

SMALL_VIT = dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=16)
SMALL_BACKBONES = dict(
    ResNet=dict(base_channels=4),
    ResNet_CIFAR=dict(stem_channels=4, base_channels=4),
    ResNetV1c=dict(stem_channels=4, base_channels=4),
    ResNetWithStem=dict(base_channels=4),
    MaXResNet=dict(base_channels=4, num_blocks=(1, 1, 2, 1), span=9),
    WideResNet=dict(base_channels=8, num_blocks=(1, 1, 1, 2, 1), span=9),
    PaddedConvNeXt=dict(arch=dict(depths=[1, 1, 1, 1], channels=[8, 16, 32, 64])),
    MobileNetV3={},
    AxialResNet=dict(depth=26, width=0.125, num_heads=2),
    LocalAttentionResNet=dict(depth=26, width=0.25, num_heads=2),
    CASwin=dict(arch=dict(embed_dims=4, depths=[1, 1, 1, 2], num_heads=[1, 2, 2, 4]), window_size=3),
    CaiT=dict(arch=dict(channels=16, num_blocks=2, num_heads=2, layer_scale=0.1)),
    ClassAttentionDistilledViT=dict(arch=SMALL_VIT),
    ClassAttentionXCiT=dict(embed_dims=32, depth=2, num_heads=4),
    ElasticDLA=dict(arch=dict(
        depths=(1, 2, 1, 1), channels=(4, 8, 16, 16, 32, 32), groups=4, group_channels=2, residual_root=True)),
    ElasticDenseNet=dict(arch=dict(num_layers=(2, 2, 1, 1), growth=4, stem_channels=8)),
    ElasticResNeXt=dict(
        arch=dict(num_blocks=(2, 2, 1, 3), groups=4, group_channels=2, channels=8), stem_channels=8),
    PSViT=dict(num_samples=3, stem_channels=4, arch=dict(
        embed_dims=16, num_layers=11, num_heads=2, feedforward_channels=16, stem_blocks=(8, 16))),
    GroupViT=dict(arch=dict(
        channels=16, num_heads=2, num_blocks=(1, 1, 1), num_groups=(6, 4), num_segments=(6, 4))),
    IBOTVisionTransformer=dict(arch=SMALL_VIT),
    HLG=dict(arch=dict(channels=(8, 16, 16, 32), num_heads=(2, 2, 4, 4), depths=(1, 2, 1, 1))),
    SeT=dict(arch=dict(num_blocks=(1, 1, 1, 1), expansion=2), channels=8, num_heads=(2, 2, 4, 4), stem_channels=4),
    SeTViT=dict(arch=dict(channels=16, num_blocks=2, num_heads=2, ffn_channels=16), out_indices=(1, )),
    ViP=dict(arch=dict(
        strides=(1, 2, 2, 2), windows=(4, 3, 3, 3), blocks=(1, 2, 1, 1), channels=(8, 8, 16, 16),
        num_heads=(2, 2, 4, 4), encoder_heads=(1, 2, 2, 4), num_parts=(5, 5, 5, 6))),
    ClassFreeViT=dict(arch=SMALL_VIT),
    FixedSizeBEiT=dict(arch=SMALL_VIT, img_size=(65, 97)),
    MaskedSwinTransformer=dict(arch=dict(embed_dims=4, depths=[1, 1, 2, 1], num_heads=[1, 2, 2, 4]), window_size=3),
    PVT=dict(arch=dict(depths=(1, 1, 1, 2), channels=(4, 8, 8, 16), num_heads=(1, 2, 2, 4), ffn_ratios=(2, 2, 2, 2),
                       reductions=(8, 4, 2, 1))),
    ClassAttentionViT=dict(arch=SMALL_VIT),
    VisionTransformer=dict(arch=SMALL_VIT))
SMALL_PLAIN_VIP = dict(
    strides=(4, ), windows=(7, ), blocks=(2, ), channels=(32, ), num_heads=(2, ), encoder_heads=(2, ), num_parts=(6, ))
WIDTHS = [32, 16, 8, 8, 8]
CHANNELS, MASK_CHANNELS = 32, 16
SIZE = (65, 97)


def reduce_model(model):
    """Make the model of a config smaller in channels, blocks and queries; all else stays.

    Args:
        model (dict): ``cfg.model`` of a mask transformer.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(model)
    model.data_preprocessor.pop('batch_augments', None)  # they pad to the full size
    backbone, head = model.backbone, model.panoptic_head
    if backbone.type == 'mmuvp.DualPathNet':
        reduce_dual_path(backbone)
    else:
        reduce_backbone(backbone)
    if head.type == 'mmuvp.ViPPanopticHead':
        reduce_vip_panoptic_head(head, features(backbone))
        return model
    head.in_channels = [feature.shape[1] for feature in features(backbone)]
    if head.type == 'mmuvp.PanopticDeepLabHead':
        reduce_panoptic_deeplab_head(head)
        return model
    if head.type == 'mmuvp.MaXHead':
        head.update(channels=CHANNELS, mask_channels=MASK_CHANNELS)
        if head.auxiliary_semantic_head is not None:
            head.auxiliary_semantic_head.channels = 16
        return model
    head.num_queries = 12
    if head.type == 'mmuvp.KMaXHead':
        reduce_kmax_head(model.panoptic_head)
    return model


def reduce_backbone(backbone):
    """Narrow a backbone, in place."""
    arch = backbone.get('arch')
    backbone.update(init_cfg=None, **deepcopy(SMALL_BACKBONES[backbone.type.split('.')[-1]]))
    outputs = backbone.get('out_indices')
    if 'num_layers' in backbone.get('arch', ()) and isinstance(outputs, tuple | list):
        # a layer for each of those that are read
        backbone.arch.num_layers = len(outputs)
        backbone.out_indices = list(range(len(outputs)))
    if backbone.get('frozen_stages', -1) > 0 and 'num_layers' in backbone.get('arch', ()):
        backbone.frozen_stages = backbone.arch.num_layers
    if isinstance(arch, str) and arch.endswith('-plain'):
        backbone.arch = SMALL_PLAIN_VIP
    if 'num_parts' in backbone:
        backbone.num_parts = 6


def reduce_vip_panoptic_head(head, feats):
    """Fit a ``mmuvp.ViPPanopticHead`` to the maps and the parts of its backbone, in place."""
    *maps, parts = feats
    head.update(in_channels=[x.shape[1] for x in maps], part_channels=parts.shape[-1])
    head.upsampler.channels = CHANNELS
    if 'fpn' in head.upsampler:
        head.upsampler.fpn.out_channels = CHANNELS


def reduce_panoptic_deeplab_head(head):
    """Narrow the parts of a ``mmuvp.PanopticDeepLabHead``, in place."""
    for name in ('semantic', 'instance'):
        decoder = head[f'{name}_decoder']
        if decoder is None:
            continue
        if decoder.type == 'mmuvp.AxialDecoder':
            decoder.update(stages=[(level, CHANNELS) for level, _ in decoder.stages], span=9, num_heads=4)
        else:
            decoder.channels = CHANNELS
        if head.get(f'{name}_channels', CHANNELS) is not None:
            head[f'{name}_channels'] = CHANNELS


def reduce_dual_path(backbone):
    """Narrow the paths of a ``mmuvp.DualPathNet`` to a sixteenth, in place."""
    encoder = backbone.encoder
    encoder.update(SMALL_BACKBONES[encoder.type.split('.')[-1]])
    for stage in (*backbone.decoder, *encoder.get('decoder', ())):
        stage.num_blocks = 1
        stage.block.channels = max(4, stage.block.channels // 16)
    backbone.update(num_queries=12, memory_channels=32, ffn_channels=32, num_heads=2)


def reduce_kmax_head(head):
    """Narrow the parts of a ``mmuvp.KMaXHead``, in place."""
    stages = len(head.in_channels)
    head.pixel_decoder.update(base_channels=WIDTHS[:stages], num_blocks=[1] * stages, num_heads=4, span=9)
    head.transformer_decoder.update(
        channels=CHANNELS, mask_channels=MASK_CHANNELS, ffn_channels=CHANNELS, num_heads=4)
    if head.auxiliary_semantic_head is not None:
        head.auxiliary_semantic_head.channels = 16
    if head.get('remask') is not None:
        head.remask.update(semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=16))
    head.loss_insdis.num_samples = 64


def losses_of_parts(backbone, names):
    """Names of the losses of all encoders of a ``mmuvp.ViP``, of which the last has ``names``."""
    earlier = range(len(features(backbone)[-1]) - 1)
    return names | {f'd{number}.{name}' for number in earlier for name in names}


def features(backbone):
    backbone = build(backbone)
    backbone.eval()
    with torch.no_grad():
        return backbone(torch.zeros(1, 3, 33, 33))


def build(cfg, scope='mmdet'):
    with DefaultScope.overwrite_default_scope(scope):
        return MODELS.build(cfg)


def random_batch(num_things, num_classes):
    """Two images as a pipeline gives them: one with three things, one with none, both with stuff and void."""
    from mmdet.structures import DetDataSample
    from mmdet.structures.mask import BitmapMasks
    generator = torch.Generator().manual_seed(0)
    height, width = SIZE
    stuff = torch.full((height, width), 255)
    stuff[:30], stuff[30:60] = num_things, num_classes - 1
    things = torch.zeros(3, height, width, dtype=torch.bool)
    things[0, 5:30, 5:40], things[1, 20:50, 50:90], things[2, 60, 60] = True, True, True
    samples = []
    for masks in (things, things[:0]):
        labels = torch.arange(len(masks)) % num_things
        sem_seg = stuff.clone()
        for label, mask in zip(labels, masks, strict=True):
            sem_seg[mask] = label
        sample = DetDataSample(metainfo=dict(img_shape=(60, 97), ori_shape=(120, 194)))
        sample.gt_instances = InstanceData(labels=labels, masks=BitmapMasks(masks.numpy().astype('uint8'), *SIZE))
        sample.gt_sem_seg = PixelData(sem_seg=sem_seg[None])
        samples.append(sample)
    images = torch.randint(0, 256, (2, 3, *SIZE), generator=generator, dtype=torch.uint8)
    return dict(inputs=list(images), data_samples=samples)
