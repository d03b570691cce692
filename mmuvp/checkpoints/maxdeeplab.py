"""Converts the weights of the authors' TensorFlow release of MaX-DeepLab-S.

Variables are named as there, ``max_deeplab_s/stem/conv1_bn_act/conv/kernel:0``, and have the axes of TensorFlow.
Names with dots for slashes, and without ``:0``, are of arrays whose axes are in PyTorch's order already.
"""
import torch
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

# The published stages count from 2; those of the decoder follow the encoder's four here
BACKBONE: list[Rule] = [
    (r'^max_deeplab_s\.memory_feature$', 'backbone.memory'),
    (r'^max_deeplab_s\.(class|mask)_feature_extra\.', r'panoptic_head.\1_project.'),
    (r'^max_deeplab_s\.stem\.conv(\d)_bn(_act)?\.', lambda m: f'backbone.encoder.stem.{int(m[1]) - 1}.'),
    (r'^max_deeplab_s\.stage(\d)\.block(\d+)_transformer\.',
     lambda m: f'backbone.layers.{int(m[1]) - 2}_{int(m[2]) - 1}.'),
    (r'^max_deeplab_s\.stage(\d)\.block(\d+)\.',
     lambda m: f'backbone.encoder.stages.{int(m[1]) - 2}.{int(m[2]) - 1}.'),
    (r'^max_deeplab_s\.stage5_extra\.block1_transformer\.', 'backbone.layers.4_0.'),
    (r'^max_deeplab_s\.stage5_extra\.block1\.', 'backbone.decoder.stages.0.0.'),
    (r'^max_deeplab_s\.decoder_stage(\d)_extra\.block1\.', r'backbone.decoder.stages.\1.0.'),
    (r'^max_deeplab_s\.decoder_stage(\d)_extra_resized_fuse\.resized_conv_bn1\.',
     r'backbone.decoder.fusions.\1.project.1.'),
]

BLOCK: list[Rule] = [
    (r'\.conv1_bn_act\.', '.squeeze.'),
    (r'\.conv2_bn_act\.', '.middle.'),
    (r'\.conv3_bn\.', '.expand.'),
    (r'\.attention\.', '.middle.0.'),
    (r'\.qkv_kernel$', '.qkv.weight'),
    (r'_rpe\.embeddings$', '_position.weight'),
    (r'\.batch_norm_qkv\.', '.qkv_norm.'),
    (r'\.batch_norm_retrieved_output\.', '.output_norm.'),
]

LAYER: list[Rule] = [
    (r'\.(memory|pixel)_conv1_bn_act\.', r'.\1_project.'),
    (r'\.(memory|pixel)_qkv_conv_bn\.', r'.\1_qkv.'),
    (r'\.(memory|pixel)_conv3_bn\.', r'.\1_update.'),
    (r'\.memory_ffn_conv(\d)_bn(_act)?\.', lambda m: f'.ffn.{int(m[1]) - 1}.'),
    (r'\.batch_norm_similarity\.', '.similarity_norm.'),
    (r'\.batch_norm_retrieved_value\.', '.value_norm.'),
]

HEAD: list[Rule] = [
    (r'^MaXDeepLab\.pixel_space_mask_batch_norm\.', 'panoptic_head.predictor.mask_norm.'),
    (r'^MaXDeepLab\.pixel_space_feature_batch_norm\.', 'panoptic_head.predictor.pixel_head.2.bn.'),
    (r'^MaXDeepLab\.pixel_space_head\.final_conv\.', 'panoptic_head.predictor.pixel_head.2.conv.'),
    (r'^MaXDeepLab\.pixel_space_head\.conv_block\.', 'panoptic_head.predictor.pixel_head.'),
    (r'^MaXDeepLab\.transformer_mask_head\.', 'panoptic_head.predictor.mask_head.'),
    (r'^MaXDeepLab\.transformer_class_head\.conv\.', 'panoptic_head.predictor.class_head.'),
    (r'^MaXDeepLab\.auxiliary_semantic_head\.final_conv\.', 'panoptic_head.auxiliary_semantic_head.output.'),
    (r'^MaXDeepLab\.auxiliary_semantic_head\.conv_block\.', 'panoptic_head.auxiliary_semantic_head.head.'),
    (r'^MaXDeepLab\.auxiliary_semantic_decoder\.', 'panoptic_head.auxiliary_semantic_head.'),
    (r'\.aspp\.conv_bn_act\.', '.aspp.branches.0.'),
    (r'\.aspp_conv(\d)\.conv_bn_act\.', r'.branches.\1.'),
    (r'\.aspp_pool\.conv_bn_act\.', '.image_pool.'),
    (r'\.proj_conv_bn_act\.', '.project.'),
    (r'\.low_level_conv(\d)\.', lambda m: f'.projections.{int(m[1]) - 1}.'),
    (r'\.fusion_conv(\d)\.', lambda m: f'.fusions.{int(m[1]) - 1}.'),
    (r'\.conv1_bn_act\.depthwise\.depthwise_conv\.', '.0.conv.'),
    (r'\.conv1_bn_act\.depthwise\.', '.0.'),
    (r'\.conv1_bn_act\.pointwise\.', '.1.'),
]

PARAMETER: list[Rule] = [
    (r'\.batch_norm\.', '.bn.'),
    (r'\.(depthwise_)?kernel$', '.weight'),
    (r'\.gamma$', '.weight'),
    (r'\.beta$', '.bias'),
    (r'\.moving_mean$', '.running_mean'),
    (r'\.moving_variance$', '.running_var'),
]

RULES = (*BACKBONE, *HEAD, *LAYER, *BLOCK, *PARAMETER)
SEMANTIC_OUTPUT = 'panoptic_head.auxiliary_semantic_head.output.'


def rename(key: str) -> str:
    """The name of one published variable, with dots, in ``mmdet.MaskFormer``.

    Raises:
        ValueError: when it has none.
    """
    return apply_rules(key, RULES, ('backbone.', 'panoptic_head.'), 'MaX-DeepLab-S')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert the published variables of MaX-DeepLab-S on COCO.

    Args:
        state_dict: variables of the model by name, see above.

    Returns:
        A state dict that loads with ``strict=True`` into the detector of ``max_s_coco``.

    Raises:
        ValueError: when a variable has no place here, or the memory is missing.
    """
    weights = {}
    for key, value in state_dict.items():
        name = key.removesuffix(':0').replace('/', '.')
        if '/' in key:
            value = reorder_axes(name, value)
        weights[rename(name)] = value
    if 'backbone.memory' not in weights:
        raise ValueError("not a published MaX-DeepLab-S: it has no 'max_deeplab_s/memory_feature'")
    # norms count their batches here, and no computation of this model reads the count
    counters = {name.replace('running_mean', 'num_batches_tracked'): torch.tensor(0)
                for name in weights if name.endswith('.running_mean')}
    return {name: rearrange(name, value) for name, value in weights.items()} | counters


def reorder_axes(name: str, value: Tensor) -> Tensor:
    """A variable of TensorFlow with PyTorch's order of axes."""
    if name.endswith('.depthwise_kernel'):
        return value.permute(2, 3, 0, 1)
    if name.endswith('.qkv_kernel'):
        return value.T
    if name.endswith('.kernel'):
        return value.permute(3, 2, 0, 1) if value.dim() == 4 else value.permute(2, 1, 0)
    if name.endswith('.memory_feature'):
        return value[0]
    if name.endswith('.embeddings'):
        return value
    return value.flatten()


def rearrange(name: str, value: Tensor) -> Tensor:
    """A variable in the shape that it has here."""
    if name == 'backbone.memory':
        return value.T.contiguous()
    if name.endswith('_axis.qkv.weight'):
        return value[..., None, None].contiguous()
    if name.startswith(SEMANTIC_OUTPUT):
        # label 0 is void there, the last one here
        return torch.cat([value[1:], value[:1]])
    return value.contiguous()
