"""From tokens to distributions over classes that nobody named."""
import torch.nn.functional as F
from mmcv.cnn import build_norm_layer
from torch import Tensor, nn

from mmuvp.models.layers.initialisation import InitialisedModule, init_linear_layers
from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.layers.weight_norm_linear import WeightNormLinear
from mmuvp.registry import MODELS


@MODELS.register_module()
class IBOTProjector(InitialisedModule):
    """Projection heads of class and patch tokens, which have some or all layers in common (sections 6.3.1, 6.3.2).

    Each head is an MLP with GELU between its layers, a projection onto the unit sphere, and a weight-normalised
    linear layer: the bottleneck's vectors are compared with one direction for each class.  The heads share their
    first layers, and the layers of the class head have the same names whatever is shared, so a teacher can follow a
    student that shares less ("semi-shared", table E.13).

    Args:
        in_channels: of the tokens.
        out_channels: K, number of classes.
        hidden_channels: of the MLP.
        bottleneck_channels: of its output.
        num_layers: of the MLP.
        shared_layers: how many layers, from the first, class and patch tokens have in common: ``num_layers + 1`` for
            one head for both, 0 for two heads ("vanilla"); the published code's separate heads share ``num_layers``.
        patch_out_channels: number of classes of patches; None for as many as K.
        norm_cfg: norm after the hidden layers, the same module after each of them as in the published code, or None.
            A batch norm sees the tokens that are projected together, and no others.
        fixed_length: keep the directions of classes at length 1.
        init_cfg: see ``mmengine.model.BaseModule``.

    Raises:
        ValueError: on a number of shared layers that is out of range, and on two numbers of classes for one layer.
    """

    def __init__(self, in_channels: int, out_channels: int = 8192, hidden_channels: int = 2048,
                 bottleneck_channels: int = 256, num_layers: int = 3, shared_layers: int = 4,
                 patch_out_channels: int | None = None, norm_cfg: dict | None = None, fixed_length: bool = False,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if not 0 <= shared_layers <= num_layers + 1:
            raise ValueError(f'shared_layers must be from 0 to {num_layers + 1}, not {shared_layers}')
        self.one_head = shared_layers == num_layers + 1
        patch_out_channels = patch_out_channels or out_channels
        if self.one_head and patch_out_channels != out_channels:
            raise ValueError(f'one layer for class and patch tokens cannot have {out_channels} classes and '
                             f'{patch_out_channels}')
        self.shared_layers = shared_layers
        widths = [in_channels, *[hidden_channels] * (num_layers - 1), bottleneck_channels]
        sizes = list(zip(widths[:-1], widths[1:], strict=True))
        self.layers = nn.ModuleList(nn.Linear(*size) for size in sizes)
        self.patch_layers = nn.ModuleList(nn.Linear(*size) for size in sizes[shared_layers:])
        self.norm = _norm(norm_cfg, hidden_channels)
        # the norm between layers that patches do not share is not shared either
        self.patch_norm = _norm(norm_cfg, hidden_channels) if shared_layers < num_layers - 1 else None
        self.last_layer = WeightNormLinear(bottleneck_channels, out_channels, fixed_length)
        self.patch_last_layer = None if self.one_head else WeightNormLinear(
            bottleneck_channels, patch_out_channels, fixed_length)

    def reset_weights(self) -> None:
        """A normal of 0.02 for the matrices of the MLPs; directions as PyTorch draws linear layers."""
        init_linear_layers(self)
        for layer in (self.last_layer, self.patch_last_layer):
            if layer is not None:
                layer.reset_parameters()

    def forward(self, tokens: Tensor, patches: bool = False) -> Tensor:
        """Tokens ``(N, C)``, of classes or of patches, to logits ``(N, K)``."""
        return self.classify(self.embed(tokens, patches), patches)

    def embed(self, tokens: Tensor, patches: bool = False) -> Tensor:
        """Tokens ``(N, C)`` to unit vectors ``(N, bottleneck channels)``."""
        layers = [*self.layers[:self.shared_layers], *self.patch_layers] if patches else self.layers
        norm = self.norm if self.patch_norm is None or not patches else self.patch_norm
        for layer in layers[:-1]:
            tokens = F.gelu(norm(layer(tokens)))
        tokens = layers[-1](tokens)
        with without_autocast(tokens):
            return F.normalize(tokens.float(), dim=-1)

    def classify(self, vectors: Tensor, patches: bool = False) -> Tensor:
        """Vectors ``(N, bottleneck channels)`` to logits ``(N, K)``, to which they are linear."""
        layer = self.patch_last_layer if patches and not self.one_head else self.last_layer
        return layer(vectors)


def _norm(norm_cfg: dict | None, channels: int) -> nn.Module:
    return nn.Identity() if norm_cfg is None else build_norm_layer(norm_cfg, channels)[1]
