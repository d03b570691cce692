"""Patch-wise separable attention: pixels attend to a token of every patch of the map (SeT, section 3.3)."""
import torch
import torch.nn.functional as F
from mmcv.cnn import build_norm_layer
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .heads import check_heads
from .initialisation import InitialisedModule, truncated_normal_
from .line_patches import pad_to_patches
from .resize import bilinear_resize


@MODELS.register_module()
class PatchWiseAttention(InitialisedModule):
    """Multi-head attention of each pixel to all patches, each gathered into one token (equations 2.4 and 2.5).

    A token is a learned weighted mean of the ``patch x patch`` pixels of a patch, per channel.  Maps are padded with
    zeros to a whole number of patches.  Cost grows with the pixels times the patches.

    Args:
        channels: D, of input and output.
        num_heads: G.
        patch: K, side of a patch in pixels.
        grid: rows and columns of patches that have an absolute position each, r' of equation 2.4; they are
            interpolated for maps of other sizes.
        project_query: whether queries have a linear layer of their own; if not, they are the normalised input.
        project: whether a linear layer follows the heads.
        norm_cfg: norm of the input.

    Raises:
        ValueError: on channels that the heads do not divide, an empty patch or grid.
    """

    def __init__(self,
                 channels: int,
                 num_heads: int = 8,
                 patch: int = 8,
                 grid: tuple[int, int] = (7, 7),
                 project_query: bool = True,
                 project: bool = True,
                 norm_cfg: dict = dict(type='BN'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        check_heads(channels, num_heads)
        if min(patch, *grid) < 1:
            raise ValueError(f'patch and grid must be positive, not {patch} and {tuple(grid)}')
        self.num_heads, self.patch = num_heads, patch
        self.norm = build_norm_layer(norm_cfg, channels)[1]
        self.gather = nn.Conv2d(channels, channels, patch, stride=patch, groups=channels, bias=False)
        self.query = nn.Conv2d(channels, channels, 1, bias=False) if project_query else nn.Identity()
        self.key_value = nn.Conv2d(channels, 2 * channels, 1, bias=False)
        self.projection = nn.Conv2d(channels, channels, 1, bias=False) if project else nn.Identity()
        self.position = nn.Parameter(torch.empty(channels, *grid))
        self.reset_weights()

    def reset_weights(self) -> None:
        """Tokens start as means of their patches; projections keep the variance."""
        nn.init.constant_(self.gather.weight, 1 / self.patch ** 2)
        for layer in (self.query, self.key_value, self.projection):
            if isinstance(layer, nn.Conv2d):
                truncated_normal_(layer.weight, layer.in_channels ** -0.5)
        nn.init.normal_(self.position, std=(len(self.position) // self.num_heads) ** -0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Attend to all patches: ``(B, D, H, W)`` to the same shape, H and W of any size."""
        size = x.shape[-2:]
        x = self.norm(x)
        tokens = self.gather(pad_to_patches(x, self.patch))
        key, value = self.key_value(tokens).chunk(2, dim=1)
        # eq. 2.4 has v' where the text defines r', and 2.5 scales after the softmax as 2.2 does
        key = key + bilinear_resize(self.position[None], key.shape[-2:], align_corners=False)
        y = F.scaled_dot_product_attention(*(self._heads(part) for part in (self.query(x), key, value)))
        return self.projection(y.transpose(-1, -2).flatten(1, 2).unflatten(2, size))

    def _heads(self, x: Tensor) -> Tensor:
        """``(B, D, h, w)`` to ``(B, G, h * w, d)``."""
        return x.flatten(2).unflatten(1, (self.num_heads, -1)).transpose(-1, -2)
