"""Backbones of a stem and stages, the first of which can be kept from learning."""
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.layers.initialisation import InitialisedModule


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
