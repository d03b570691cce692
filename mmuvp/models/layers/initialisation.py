"""Weight initialisation that several networks share."""
import math

from mmengine.model import BaseModule, constant_init, initialize
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

# A normal distribution truncated at two standard deviations has 0.88 of the nominal one.
TRUNCATION = 2.0
VIT_STD = 0.02


def truncated_normal_(weight: nn.Parameter, std: float) -> None:
    """Fill ``weight`` from a normal distribution of nominal ``std``, cut at two of them."""
    nn.init.trunc_normal_(weight, std=std, a=-TRUNCATION * std, b=TRUNCATION * std)


def init_conv_layers(module: nn.Module) -> None:
    """Initialise all convolutions and batch norms below ``module``.

    Dense convolutions: truncated normal, nominal standard deviation
    ``sqrt(2 / in_channels)`` (channels, not fan-in: the kernel's area does not
    count).  Depthwise convolutions: Xavier uniform.  Biases 0, norms identity.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Conv1d | nn.Conv2d):
            if layer.groups > 1:
                nn.init.xavier_uniform_(layer.weight)
            else:
                truncated_normal_(layer.weight, math.sqrt(2.0 / layer.in_channels))
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif isinstance(layer, _BatchNorm | nn.LayerNorm):
            constant_init(layer, 1)


def init_resnet_layers(module: nn.Module, mode: str = 'fan_out') -> None:
    """Initialise convolutions by Kaiming's rule and batch norms as identities, all below ``module``.

    Args:
        module: what holds the layers; those of other kinds stay as they are.
        mode: ``'fan_out'`` or ``'fan_in'``.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode=mode, nonlinearity='relu')
        elif isinstance(layer, _BatchNorm):
            layer.reset_parameters()


def init_vit_layers(module: nn.Module) -> None:
    """Initialise as ViT and DeiT do: linear layers from a truncated normal, biases 0, layer norms identity.

    Args:
        module: what holds the layers; those of other kinds stay as they are.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            truncated_normal_(layer.weight, VIT_STD)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif isinstance(layer, nn.LayerNorm):
            constant_init(layer, 1)


def init_linear_layers(module: nn.Module) -> None:
    """Initialise linear layers as the PyTorch releases of CaiT and iBOT do: a normal of 0.02, biases 0."""
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            nn.init.trunc_normal_(layer.weight, std=VIT_STD)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


class InitialisedModule(BaseModule):
    """A part with rules of its own for its weights, in ``reset_weights``; its ``init_cfg`` comes after them."""

    def init_weights(self) -> None:
        """Apply the rules of :meth:`reset_weights`, then the config of the user."""
        self.reset_weights()
        if self.init_cfg:
            initialize(self, self.init_cfg)

    def reset_weights(self) -> None:
        """Initialise all weights below this part."""
        raise NotImplementedError(f'{type(self).__name__} has no rules for its weights')
