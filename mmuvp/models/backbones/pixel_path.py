"""What the pixel paths of MaX-DeepLab have in common."""
from collections.abc import Sequence

from mmcv.cnn import build_activation_layer
from torch import Tensor, nn

from mmuvp.models.layers.pixel_stages import PathState, PixelStages

from .freezable import FreezableBackbone

STEM_STRIDE = 2


class PixelPath(PixelStages, FreezableBackbone):
    """A stem and residual stages, as a backbone of its own or below a :class:`mmuvp.DualPathNet`.

    Args:
        stem: from an image to a map of stride 2, not activated.
        stem_channels: of that map.
        stages, drop_path, norm_cfg, act_cfg: as in :class:`mmuvp.PixelStages`.
        out_indices: which maps are returned: 0 for the stem's, then those of the stages.
        frozen_stages: how many of the stem (1) and the stages do not learn, from the first; -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.

    Raises:
        ValueError: on an index that is none of these.
    """

    def __init__(self, stem: nn.Module, stem_channels: int, stages: Sequence[dict], out_indices: Sequence[int],
                 frozen_stages: int, norm_eval: bool, drop_path: float, norm_cfg: dict, act_cfg: dict,
                 init_cfg: dict | None) -> None:
        if not set(out_indices) <= set(range(len(stages) + 1)):
            raise ValueError(f'out_indices may name 0 to {len(stages)}, not {tuple(out_indices)}')
        super().__init__(stages, stem_channels, STEM_STRIDE, None, drop_path, norm_cfg, act_cfg, init_cfg)
        self.out_indices = tuple(out_indices)
        self.activation = build_activation_layer(act_cfg)
        self.stem = stem
        self.freeze(max(frozen_stages, 0), norm_eval)

    def _freeze(self) -> None:
        super()._freeze()
        for index, fusion in self.fusions.items():
            if int(index) + 1 < self._num_frozen:  # the stem is the first part
                fusion.eval().requires_grad_(False)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to activated maps; sizes are divided by the stride and rounded up."""
        x = self.stem(x)
        maps = [x, *self.walk(PathState(x)).results]
        return tuple(self.activation(maps[index]) for index in self.out_indices)
