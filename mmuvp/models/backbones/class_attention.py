"""What a backbone offers that can tell where its class token looks."""
from typing import Protocol, runtime_checkable

from torch import Tensor, nn

from mmuvp.registry import MODELS


@runtime_checkable
class ClassAttentionBackbone(Protocol):
    """A backbone with a class token whose last attention can be had."""

    def forward_with_class_attention(self, x: Tensor) -> tuple[tuple, Tensor]:
        """Run the network once.

        Args:
            x: images ``(B, 3, H, W)``.

        Returns:
            What ``forward(x)`` returns, and the attention of the last block's class token to the patches,
            ``(B, h, w)``: see :func:`mmuvp.models.layers.class_attention_map`.
        """


def class_attention_backbones() -> list[str]:
    """Names in configs of the backbones that take part, sorted."""
    MODELS.import_from_location()
    return sorted(f'{MODELS.scope}.{name}' for name, module in MODELS.module_dict.items()
                  if hasattr(module, 'forward_with_class_attention'))


def check_class_attention(backbone: nn.Module) -> None:
    """Make sure that a backbone is a :class:`ClassAttentionBackbone`.

    Raises:
        TypeError: when it is not; the message names those that are.
    """
    if isinstance(backbone, ClassAttentionBackbone):
        return
    raise TypeError(f'{type(backbone).__name__} cannot give the attention of a class token '
                    f'(it has no forward_with_class_attention); {", ".join(class_attention_backbones())} can')
