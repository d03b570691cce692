"""ResNet that also returns its stem."""
from mmdet.models.backbones import ResNet
from torch import Tensor

from mmuvp.registry import MODELS


@MODELS.register_module()
class ResNetWithStem(ResNet):
    """Stock ResNet that also returns its stem.

    Args:
        stem_after_pool: return the stem after its max-pool, at stride 4, instead of before it, at stride 2.
            It then comes second, after the first stage's map: the published kMaX-DeepLab port for
            Cityscapes fuses the two maps of stride 4 in this order.
        **kwargs: arguments of ``mmdet.ResNet``.
    """

    def __init__(self, stem_after_pool: bool = False, **kwargs) -> None:
        super().__init__(**kwargs)
        self.stem_after_pool = stem_after_pool

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to the stem's map and the maps of ``out_indices``."""
        x = self.stem(x) if self.deep_stem else self.relu(self.norm1(self.conv1(x)))
        pooled = self.maxpool(x)
        outputs = [pooled if self.stem_after_pool else x]
        x = pooled
        for index, name in enumerate(self.res_layers):
            x = getattr(self, name)(x)
            if index in self.out_indices:
                outputs.append(x)
        if self.stem_after_pool:
            outputs[:2] = outputs[1::-1]
        return tuple(outputs)
