"""Panoptic models narrow enough for tests, and made-up images for them."""
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.task_modules import GroundTruth, Match, build_targets
from mmuvp.registry import MODELS

THINGS, STUFF, QUERIES = 3, 2, 6
CLASSES = THINGS + STUFF
WIDTHS = (8, 12, 16, 24)
STRIDES = (4, 8, 16, 32)
VOID = 255

REMASK = dict(
    type='mmuvp.ReMask',
    num_stages=3,
    semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=8),
    loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=64))
RECLASS = dict(type='mmuvp.ReClass')


def head_config(**changes):
    """Config of a narrow ``mmuvp.KMaXHead`` with one layer a resolution."""
    config = dict(
        type='mmuvp.KMaXHead',
        in_channels=WIDTHS,
        num_things_classes=THINGS,
        num_stuff_classes=STUFF,
        num_queries=QUERIES,
        pixel_decoder=dict(
            type='mmuvp.KMaXPixelDecoder', base_channels=(16, 8, 8, 4), num_blocks=(1, 1, 1, 1), num_heads=4, span=8),
        transformer_decoder=dict(
            type='mmuvp.KMaXTransformerDecoder', num_layers=(1, 1, 1), channels=16, mask_channels=8, ffn_channels=32,
            num_heads=4, drop_path=0.),
        auxiliary_semantic_head=dict(type='mmuvp.PanopticDeepLabSemanticHead', channels=8, low_levels=((1, 8), (0, 4))),
        loss_insdis=dict(type='mmuvp.PixelInsdisLoss', num_samples=64),
        loss_semantic=dict(type='mmuvp.SampledSemanticLoss', num_samples=64))
    return {**config, **changes}


def build_head(**changes):
    """The head of :func:`head_config`, initialised, in training mode."""
    head = MODELS.build(head_config(**changes))
    head.init_weights()
    return head


def wake_up(module):
    """Give the norms that start at zero a weight, so that no branch is silent."""
    for layer in module.modules():
        if isinstance(layer, _BatchNorm) and not layer.weight.any():
            torch.nn.init.normal_(layer.weight, std=0.5)
    return module


def feature_maps(height, width, batch=2, widths=WIDTHS):
    """A backbone's maps of images of this size, with gradients."""
    return [torch.randn(batch, w, -(-height // s), -(-width // s), requires_grad=True)
            for w, s in zip(widths, STRIDES, strict=True)]


def image_sample(height, width, segments):
    """An annotated image.

    Args:
        height, width: of the image.
        segments: pairs of a class and a boolean mask ``(height, width)``; void elsewhere.
    """
    semantic = torch.full((1, height, width), VOID)
    labels, masks = [], []
    for label, mask in segments:
        semantic[0][mask] = label
        if label < THINGS:
            labels.append(label)
            masks.append(mask.numpy().astype('uint8'))
    sample = DetDataSample(metainfo=dict(
        img_shape=(height, width), ori_shape=(height, width), batch_input_shape=(height, width)))
    sample.gt_instances = InstanceData(
        labels=torch.tensor(labels, dtype=torch.long), masks=BitmapMasks(masks, height, width))
    sample.gt_sem_seg = PixelData(sem_seg=semantic)
    return sample


def rectangle(height, width, top, left, bottom, right):
    """Boolean mask that is True inside a rectangle."""
    mask = torch.zeros(height, width, dtype=torch.bool)
    mask[top:bottom, left:right] = True
    return mask


def ordinary_image(height, width):
    """Two things and a stuff class in halves and quarters of the image, and a void quarter."""
    y, x = height // 2, width // 2
    return image_sample(height, width, [
        (0, rectangle(height, width, 0, 0, y, x)),
        (2, rectangle(height, width, y, 0, height, x)),
        (4, rectangle(height, width, 0, x, y, width))])


def random_truth(height, width, masks=4):
    """Ground truth of scattered masks, with a void fifth of the pixels."""
    ids = torch.randint(-1, masks, (height, width))
    ids.flatten()[:masks] = torch.arange(masks)
    return GroundTruth(torch.randint(CLASSES, (masks,)), torch.stack([ids == m for m in range(masks)]))


def random_targets(height=9, width=7, batch=2):
    """Targets of random masks, matched to queries 4, 1, 2 and 0 of random predictions."""
    truths = [random_truth(height, width) for _ in range(batch)]
    match = Match(torch.tensor([4, 1, 2, 0]), torch.arange(4), torch.rand(4), torch.rand(4))
    return build_targets(truths, [match] * batch, torch.randn(batch, QUERIES, height, width), CLASSES)


def void_targets(height=9, width=7, batch=2):
    """Targets of images without any mask."""
    truths = [GroundTruth(torch.zeros(0, dtype=torch.long), torch.zeros(0, height, width, dtype=torch.bool))] * batch
    nothing = torch.zeros(0, dtype=torch.long)
    match = Match(nothing, nothing, torch.zeros(0), torch.zeros(0))
    return build_targets(truths, [match] * batch, torch.randn(batch, QUERIES, height, width), CLASSES)
