"""Pixel-wise separable attention: pixels of a patch attend to those in and around it (SeT, section 3.2)."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .heads import check_heads
from .initialisation import InitialisedModule, truncated_normal_
from .line_patches import LinePatches, pad_to_patches
from .map_blocks import MapBlocks

POSITIONS = ('relative', 'absolute')


@MODELS.register_module()
class PixelWiseAttention(InitialisedModule):
    """Multi-head attention of each pixel to the reference patch around its query patch (equations 2.1 to 2.3).

    Query patches of ``patch x patch`` pixels cut the map without overlap; the reference patch of each has
    ``overlap`` pixels more at each side.  Maps are padded at the bottom and the right to a whole number of patches;
    what is beyond the map is never attended to.  Cost grows with the number of pixels.

    Args:
        channels: D, of input and output.
        num_heads: G.
        patch: K, side of a query patch in pixels.
        overlap: O, pixels by which a reference patch is wider at each side.
        position: ``'relative'``, the query is compared with vectors of the rows and of the columns from it to the
            key; ``'absolute'``, vectors of the key's row and column in its reference patch are added to the key
            (table 7).  Heads share the vectors.
        project: whether a linear layer follows the heads.

    Raises:
        ValueError: on channels that the heads do not divide, an empty patch, a negative overlap, or an unknown
            position.
    """

    def __init__(self,
                 channels: int,
                 num_heads: int = 8,
                 patch: int = 8,
                 overlap: int = 2,
                 position: str = 'relative',
                 project: bool = True,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        check_heads(channels, num_heads)
        if patch < 1 or overlap < 0:
            raise ValueError(f'patch must be positive and overlap not negative, not {patch} and {overlap}')
        if position not in POSITIONS:
            raise ValueError(f'position must be one of {POSITIONS}, not {position!r}')
        self.num_heads, self.patch, self.overlap, self.position = num_heads, patch, overlap, position
        self.scale = (channels // num_heads) ** -0.5
        self.qkv = nn.Conv2d(channels, 3 * channels, 1, bias=False)
        places = patch + 2 * overlap + (patch - 1 if position == 'relative' else 0)
        self.row_position = nn.Parameter(torch.empty(places, channels // num_heads))
        self.column_position = nn.Parameter(torch.empty(places, channels // num_heads))
        self.projection = nn.Conv2d(channels, channels, 1, bias=False) if project else nn.Identity()
        self.reset_weights()

    def reset_weights(self) -> None:
        """Vectors of the places of unit length on average; projections keep the variance."""
        for layer in (self.qkv, self.projection):
            if isinstance(layer, nn.Conv2d):
                truncated_normal_(layer.weight, layer.in_channels ** -0.5)
        for table in (self.row_position, self.column_position):
            nn.init.normal_(table, std=self.scale)

    def forward(self, x: Tensor) -> Tensor:
        """Attend within reference patches: ``(B, D, H, W)`` to the same shape, H and W of any size."""
        height, width = x.shape[-2:]
        rows, columns = (LinePatches(length, self.patch, self.overlap) for length in (height, width))
        patches = MapBlocks(rows, columns)
        x = self.qkv(pad_to_patches(x, self.patch))
        query, key, value = x.flatten(2).unflatten(1, (3, self.num_heads, -1)).transpose(-1, -2).unbind(1)
        query, key, value = patches.queries(query), patches.keys(key), patches.keys(value)
        y = self._attend(query, key, value, rows, columns)
        y = patches.join(y.transpose(-1, -2).flatten(1, 2)).unflatten(2, (rows.length, columns.length))
        return self.projection(y)[..., :height, :width]

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, rows: LinePatches, columns: LinePatches) -> Tensor:
        """Attention of the patches ``(B * N, G, K * K, d)`` to ``(B * N, G, (K + 2 * O) ** 2, d)``."""
        # eq. 2.2 scales after the softmax; to keep it soft, as the text wants, the scale must come before
        if self.position == 'relative':
            query = query * self.scale
            return F.scaled_dot_product_attention(
                query, key, value, attn_mask=self._relative(query, rows, columns), scale=1.0)
        key = key + (self.row_position[:, None] + self.column_position).flatten(0, 1)
        row_inside, column_inside = rows.inside(query.device), columns.inside(query.device)
        inside = (row_inside[:, None, :, None] & column_inside[:, None]).flatten(2).flatten(0, 1)
        mask = inside[:, None, None].repeat(len(query) // len(inside), 1, 1, 1)
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=self.scale)

    def _relative(self, query: Tensor, rows: LinePatches, columns: LinePatches) -> Tensor:
        """Similarity of queries to the places of the keys, ``q . r`` of equation 2.1, ``(B * N, G, K * K, keys)``.

        It is minus infinity where a reference patch is beyond the map.
        """
        device = query.device
        query = query.unflatten(0, (-1, rows.count, columns.count)).unflatten(4, (self.patch, self.patch))
        first = self.patch - 1 + self.overlap  # the index of offset 0
        by_row = torch.einsum('byxhrcd,rkd->byxhrck', query, self.row_position[rows.offsets(device) + first])
        by_column = torch.einsum('byxhrcd,ckd->byxhrck', query, self.column_position[columns.offsets(device) + first])
        by_row = by_row.masked_fill(~rows.inside(device)[:, None, None, None, None], -torch.inf)
        by_column = by_column.masked_fill(~columns.inside(device)[:, None, None, None], -torch.inf)
        return (by_row[..., :, None] + by_column[..., None, :]).flatten(6, 7).flatten(4, 5).flatten(0, 2)
