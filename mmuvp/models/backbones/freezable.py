"""Backbones of a stem and stages, the first of which can be kept from learning."""
from collections.abc import Sequence

from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import InitialisedModule

from .images import check_images


class FreezableBackbone(InitialisedModule):
    """A backbone with the parts ``stem`` and ``stages``."""

    def freeze(self, num_parts: int, norm_eval: bool) -> None:
        """Freeze once and for all; to be called when the parts are built.

        Args:
            num_parts: how many of the stem and the stages do not learn, from the first.
            norm_eval: keep the running statistics of all batch norms in training.
        """
        self._num_frozen, self._norm_eval = num_parts, norm_eval
        self._freeze()

    def train(self, mode: bool = True) -> 'FreezableBackbone':
        """Set the mode of all parts but those that are frozen."""
        super().train(mode)
        self._freeze()
        if mode and self._norm_eval:
            for module in self.modules():
                if isinstance(module, _BatchNorm):
                    module.eval()
        return self

    def _freeze(self) -> None:
        for part in [self.stem, *self.stages][:self._num_frozen]:
            part.eval().requires_grad_(False)


class StagedBackbone(FreezableBackbone):
    """A backbone whose stages follow the stem one after another.

    Args:
        num_stages: how many there are.
        out_indices: which of them give the maps that are returned.
        frozen_stages: the last one, counted from 1, that does not learn, nor does what comes before it; 0 for the
            stem alone, -1 for none.

    Raises:
        ValueError: on a stage that does not exist.
    """

    def __init__(self, num_stages: int, out_indices: Sequence[int], frozen_stages: int, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        check_choice('frozen_stages', frozen_stages, range(-1, num_stages + 1))
        for index in out_indices:
            check_choice('out_indices', index, range(num_stages))
        self.out_indices = tuple(out_indices)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to the maps of ``out_indices``, sizes rounded up.

        Raises:
            ValueError: on what are no images.
        """
        check_images(x)
        x = self.stem(x)
        outputs = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in self.out_indices:
                outputs.append(x)
        return tuple(outputs)
