"""Converts the weights of the authors' PyTorch release of kMaX-DeepLab.

The published state dict names the parts ``backbone``, ``sem_seg_head.pixel_decoder`` and
``sem_seg_head.predictor``; here they belong to ``mmdet.MaskFormer``.
"""
import re
from collections.abc import Sequence

import torch
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

RESNET: list[Rule] = [
    (r'^backbone\.stem\.conv1\.norm\.', 'backbone.bn1.'),
    (r'^backbone\.stem\.conv1\.', 'backbone.conv1.'),
    (r'^backbone\.res(\d)\.(\d+)\.shortcut\.norm\.',
     lambda m: f'backbone.layer{int(m[1]) - 1}.{m[2]}.downsample.1.'),
    (r'^backbone\.res(\d)\.(\d+)\.shortcut\.',
     lambda m: f'backbone.layer{int(m[1]) - 1}.{m[2]}.downsample.0.'),
    (r'^backbone\.res(\d)\.(\d+)\.conv(\d)\.norm\.',
     lambda m: f'backbone.layer{int(m[1]) - 1}.{m[2]}.bn{m[3]}.'),
    (r'^backbone\.res(\d)\.(\d+)\.', lambda m: f'backbone.layer{int(m[1]) - 1}.{m[2]}.'),
]

CONVNEXT: list[Rule] = [
    (r'^backbone\.stages\.(\d)\.(\d+)\.dwconv\.', r'backbone.stages.\1.\2.depthwise_conv.'),
    (r'^backbone\.stages\.(\d)\.(\d+)\.pwconv(\d)\.', r'backbone.stages.\1.\2.pointwise_conv\3.'),
]

PIXEL_DECODER: list[Rule] = [
    (r'^sem_seg_head\.pixel_decoder\._in_norms\.', 'panoptic_head.pixel_decoder.in_norms.'),
    (r'^sem_seg_head\.pixel_decoder\._resized_fuses\.(\d)\._conv_bn_(low|high)\.',
     r'panoptic_head.pixel_decoder.fusions.\1.\2.1.'),
    (r'^sem_seg_head\.pixel_decoder\._stages\.(\d)\._blocks\.', r'panoptic_head.pixel_decoder.stages.\1.'),
    (r'\._conv1_bn_act\.', '.squeeze.'),
    (r'\._conv2_bn_act\.', '.middle.'),
    (r'\._conv3_bn\.', '.expand.'),
    (r'\._shortcut\.', '.shortcut.'),
    (r'\._attention\._(height|width)_axis\.', r'.middle.0.\1_axis.'),
    (r'\.qkv_transform\.conv\.', '.qkv.'),
    (r'\._(query|key|value)_rpe\._embeddings\.', r'.\1_position.'),
    (r'\._batch_norm_qkv\.', '.qkv_norm.'),
    (r'\._batch_norm_similarity\.', '.similarity_norm.'),
    (r'\._batch_norm_retrieved_output\.', '.output_norm.'),
]

PREDICTOR: list[Rule] = [
    (r'\._predcitor\.', '.predictor.'),
    (r'\._pixel_space_head_conv0bnact\.', '.pixel_head.0.'),
    (r'\._pixel_space_head_conv1bnact\.', '.pixel_head.1.'),
    (r'\._pixel_space_head_last_convbn\.', '.pixel_head.2.'),
    (r'\._transformer_mask_head\.', '.mask_head.'),
    (r'\._transformer_class_head\.conv\.', '.class_head.'),
    (r'\._pixel_space_mask_batch_norm\.', '.mask_norm.'),
]

TRANSFORMER_DECODER: list[Rule] = [
    (r'^sem_seg_head\.predictor\._cluster_centers\.weight', 'panoptic_head.transformer_decoder.centres'),
    (r'^sem_seg_head\.predictor\._(class|mask)_embedding_projection\.',
     r'panoptic_head.transformer_decoder.\1_project.'),
    (r'^sem_seg_head\.predictor\._kmax_transformer_layers\.', 'panoptic_head.transformer_decoder.layers.'),
    (r'^sem_seg_head\.predictor\.predictor\.', 'panoptic_head.transformer_decoder.predictor.'),
    (r'\._query_conv1_bn_act\.', '.query_project.'),
    (r'\._pixel_conv1_bn_act\.', '.pixel_project.'),
    (r'\._pixel_v_conv_bn\.', '.pixel_value.'),
    (r'\._kmeans_query_batch_norm_retrieved_value\.', '.cluster_norm.'),
    (r'\._kmeans_query_conv3_bn\.', '.cluster_project.'),
    (r'\._query_qkv_conv_bn\.', '.self_attention.qkv.'),
    (r'\._query_self_attention\._batch_norm_retrieved_value\.', '.self_attention.value_norm.'),
    (r'\._query_self_attention\.similarity_norm\.', '.self_attention.similarity_norm.'),
    (r'\._query_conv3_bn\.', '.self_attention.project.'),
    (r'\._query_ffn_conv1_bn_act\.', '.ffn.0.'),
    (r'\._query_ffn_conv2_bn\.', '.ffn.1.'),
]

SEMANTIC_HEAD: list[Rule] = [
    (r'^sem_seg_head\.predictor\._auxiliary_semantic_predictor\.', 'panoptic_head.auxiliary_semantic_head.'),
    (r'\._aspp\._aspp_conv(\d)\.', r'.aspp.branches.\1.'),
    (r'\._aspp\._aspp_pool\.', '.aspp.image_pool.'),
    (r'\._aspp\._proj_conv_bn_act\.', '.aspp.project.'),
    (r'\._low_level_projection_os8\.', '.projections.0.'),
    (r'\._low_level_projection_os4\.', '.projections.1.'),
    (r'\._low_level_fusion_os8_conv(\d)_bn_act\.', r'.fusions.0.\1.'),
    (r'\._low_level_fusion_os4_conv(\d)_bn_act\.', r'.fusions.1.\1.'),
    (r'\.conv_block_(\d)\.', r'.head.\1.'),
    (r'\.final_conv\.conv\.', '.output.'),
]

RULES = [(re.compile(pattern), target) for pattern, target in (
    *RESNET, *CONVNEXT, *PREDICTOR, *PIXEL_DECODER, *TRANSFORMER_DECODER, *SEMANTIC_HEAD,
    (r'^(panoptic_head\..*)\.norm\.', r'\1.bn.'))]
CLASS_BIAS = 'sem_seg_head.predictor._predcitor._transformer_class_head.conv.bias'

# For each class here, things first, its index in the published model. Cityscapes is published in train ids, of which
# 11 to 18 are things; ADE20K in the order of its 150 semantic classes.
CITYSCAPES_ORDER = (*range(11, 19), *range(11))
ADE20K_STUFF = (0, 1, 2, 3, 4, 5, 6, 9, 11, 13, 16, 17, 21, 25, 26, 28, 29, 34, 40, 46, 48, 51, 52, 54, 59, 60, 61, 63,
                68, 77, 79, 84, 91, 94, 96, 99, 100, 101, 105, 106, 109, 113, 114, 117, 122, 128, 131, 140, 141, 145)
ADE20K_ORDER = (*(i for i in range(150) if i not in ADE20K_STUFF), *ADE20K_STUFF)
PUBLISHED_ORDERS = {19: CITYSCAPES_ORDER, 150: ADE20K_ORDER}


def rename(key: str) -> str:
    """The name of one published entry in ``mmdet.MaskFormer``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'panoptic_head.'), 'kMaX-DeepLab')


def convert(state_dict: dict[str, Tensor], class_order: Sequence[int] | None = None) -> dict[str, Tensor]:
    """Convert a published state dict, for ResNet-50 and ConvNeXt backbones alike.

    Args:
        state_dict: entries of the published checkpoint's ``model``.
        class_order: for each class here, its index in the published model. By default that of the published
            models of Cityscapes (19 classes) and ADE20K (150), and for any other number the order that is there,
            as COCO's is that of its data set here.

    Returns:
        A state dict that loads with ``strict=True`` into the detector of the same config.

    Raises:
        ValueError: when an entry has no place here, the class head is missing, or ``class_order`` is not one of
            the model's classes.
    """
    if CLASS_BIAS not in state_dict:
        raise ValueError(f'not a published kMaX-DeepLab checkpoint: it has no {CLASS_BIAS!r}')
    num_classes = len(state_dict[CLASS_BIAS]) - 1
    order = torch.as_tensor(class_order or PUBLISHED_ORDERS.get(num_classes, range(num_classes)))
    if not torch.equal(order.sort().values, torch.arange(num_classes)):
        raise ValueError(f'class_order must hold each of 0 to {num_classes - 1} once, as the model has {num_classes} '
                         f'classes, not {order.tolist()}')
    converted = {}
    for key, value in state_dict.items():
        name = rename(key)
        if name.endswith('.qkv.weight'):
            value = value.unsqueeze(-1)
        converted[name] = reorder_classes(value, order) if is_class_output(name) else value
    return converted


def is_class_output(name: str) -> bool:
    """Whether the first axis of the entry runs over classes."""
    return '.class_head.' in name or '.auxiliary_semantic_head.output.' in name


def reorder_classes(value: Tensor, order: Tensor) -> Tensor:
    """Reorder the leading axis; entries beyond the classes (void) keep their place."""
    return torch.cat([value[order], value[len(order):]])
