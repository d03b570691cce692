"""SeT: residual networks of pixel-wise and patch-wise separable attention."""
from collections.abc import Sequence

from torch import nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.separable_bottleneck import SeparableBottleneck
from mmuvp.registry import MODELS

from .arch import read_arch
from .attention_resnet import CONV_STEMS, NUM_STAGES, AttentionResNet, conv_stem

ARCH_ZOO = {  # table 2: blocks of each stage (L), ratio of outer to inner channels (B)
    'set-8': dict(num_blocks=(2, 2, 2, 2), expansion=2),
    'set-16': dict(num_blocks=(3, 4, 6, 3), expansion=4),
    'set-33': dict(num_blocks=(3, 4, 23, 3), expansion=4),
}
EVERYWHERE = (True, ) * NUM_STAGES


@MODELS.register_module()
class SeT(AttentionResNet):
    """The backbone of the Separable Transformer (tables 1 and 2), for images of any size.

    Args:
        arch: ``'set-8'``, ``'set-16'``, ``'set-33'``, or a dict of ``num_blocks`` of the four stages and ``expansion``.
        channels: D of the first stage, doubled at each further one.
        num_heads: G of each stage.
        patch: K, side of a query patch in pixels of the stage's map.
        overlap: O, pixels by which a reference patch is wider at each side.
        pixel_wise: which stages have pixel-wise attention.
        patch_wise: which stages have patch-wise attention; those with neither have 3x3 convolutions (table 6).
        position: ``'relative'`` or ``'absolute'``, see :class:`mmuvp.PixelWiseAttention`.
        image_size: height and width of the images for whose patches there are absolute positions in the patch-wise
            attention, or the side of square ones; those of other images are interpolated.
        stem: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool; ``'deep_conv'``, three 3x3 convolutions and a
            max-pool; ``'cifar'``, a 3x3 convolution of stride 1 and a max-pool, for pictures of some 32 pixels, with
            which all strides are half of those said here.
        stem_channels: of the stem's convolutions; the deep stem ends with twice as many.
        drop_path_rate: of the last block; those before it have less, in equal steps from 0.
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an architecture, stem or index that does not exist, settings that are not one for each of four
            stages, or what the attention refuses.
    """

    def __init__(self,
                 arch: str | dict = 'set-16',
                 channels: int = 64,
                 num_heads: Sequence[int] = (4, 8, 8, 8),
                 patch: int = 8,
                 overlap: int = 2,
                 pixel_wise: Sequence[bool] = EVERYWHERE,
                 patch_wise: Sequence[bool] = EVERYWHERE,
                 position: str = 'relative',
                 image_size: int | Sequence[int] = 224,
                 stem: str = 'conv',
                 stem_channels: int = 64,
                 drop_path_rate: float = 0.,
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='SiLU'),
                 init_cfg: dict | None = None) -> None:
        check_choice('stem', stem, CONV_STEMS)
        arch = read_arch(arch, ARCH_ZOO, ('num_blocks', 'expansion'))
        num_blocks, expansion = arch['num_blocks'], arch['expansion']
        for name, setting in (('num_blocks', num_blocks), ('num_heads', num_heads), ('pixel_wise', pixel_wise),
                              ('patch_wise', patch_wise)):
            if len(setting) != NUM_STAGES:
                raise ValueError(f'{name} must be one for each of {NUM_STAGES} stages, not {setting}')
        if patch < 1:
            raise ValueError(f'patch must be positive, not {patch}')
        image_size = (image_size, image_size) if isinstance(image_size, int) else image_size
        stem_stride = 2 if stem == 'cifar' else 4
        last = max(sum(num_blocks) - 1, 1)

        def build_block(stage: int, number: int, in_channels: int, channels: int, stride: int) -> nn.Module:
            shared = dict(num_heads=num_heads[stage], patch=patch)
            side = stem_stride * 2 ** stage * patch  # of a patch, in pixels of the image
            grid = tuple(-(-length // side) for length in image_size)
            return SeparableBottleneck(
                in_channels, channels, expansion, stride,
                pixel_wise=dict(shared, overlap=overlap, position=position) if pixel_wise[stage] else None,
                patch_wise=dict(shared, grid=grid) if patch_wise[stage] else None,
                drop_path=drop_path_rate * (sum(num_blocks[:stage]) + number) / last,
                norm_cfg=norm_cfg, act_cfg=act_cfg)

        parts, in_channels = conv_stem(stem, stem_channels, norm_cfg, act_cfg)
        super().__init__(num_blocks, parts, in_channels, channels, build_block, 32, out_indices, frozen_stages,
                         norm_eval, init_cfg)
