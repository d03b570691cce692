"""Progressive sampling: tokens read from a map at points that move from one iteration to the next."""
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_vit_layers
from .precision import without_autocast


@MODELS.register_module()
class ProgressiveSampling(InitialisedModule):
    """The progressive sampling module of PS-ViT (section 3.1), for maps of any size.

    Each iteration reads a token at each of its points, adds the position of the point and the token that the
    iteration before gave there, encodes all tokens, and says by how much the points move (equations 3.1 to
    3.5).  Points may leave the map, which is 0 outside.  A gradient reaches an offset only through what is read
    right after it (equation 3.9).

    Args:
        channels: C of the map and of the tokens.
        layers: encoders of tokens, ``(B, P, C)`` to the same shape, one for each iteration; or a single one,
            shared by all iterations, which then share the weights that give the offsets, too.
        num_samples: n, points along each axis; P is n * n.
        num_iterations: N; by default as many as there are layers.

    Raises:
        ValueError: when there are neither as many layers as iterations nor a single one, or no samples.
    """

    def __init__(self, *, channels: int, layers: Sequence[nn.Module], num_samples: int,
                 num_iterations: int | None = None, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        num_iterations = len(layers) if num_iterations is None else num_iterations
        if num_iterations < 1 or len(layers) not in (1, num_iterations):
            raise ValueError(f'{num_iterations} iterations need as many layers, or one to share, not {len(layers)}')
        if num_samples < 1:
            raise ValueError(f'num_samples must be at least 1, not {num_samples}')
        self.num_samples, self.num_iterations = num_samples, num_iterations
        self.layers = nn.ModuleList(layers)
        # after the last iteration nothing moves
        self.offsets = nn.ModuleList(nn.Linear(channels, 2) for _ in range(min(len(layers), num_iterations - 1)))
        self.position = nn.Linear(2, channels)

    def reset_weights(self) -> None:
        """As in ViT, but that offsets start at 0, so that all iterations begin with the regular grid."""
        init_vit_layers(self)
        for offset in self.offsets:
            nn.init.zeros_(offset.weight)

    def forward(self, features: Tensor, intermediates: dict | None = None) -> Tensor:
        """Read tokens from a map.

        Args:
            features: ``(B, C, H, W)``.
            intermediates: receives, if given, ``'points'``, N tensors ``(B, P, 2)`` of where each iteration
                reads, and ``'offsets'``, the N - 1 tensors by which points move in between; y and x, in pixels
                of the map, the centre of whose first pixel is 0.

        Returns:
            ``(B, P, C)``; the regular grid is counted row by row.
        """
        size, dtype = features.shape[-2:], self.position.weight.dtype
        features = features.to(torch.promote_types(features.dtype, torch.float32))
        moved = regular_points(self.num_samples, size, features.dtype, features.device)
        moved = moved.expand(len(features), -1, -1)
        tokens, visited, moves = 0, [], []
        for index in range(self.num_iterations):
            points = moved.detach()
            visited.append(points)
            read = sample_points(features, moved) + _precise_linear(self.position, _relative(points, size))
            tokens = self.layers[index % len(self.layers)](read.to(dtype) + tokens)
            if index + 1 < self.num_iterations:
                moves.append(_precise_linear(self.offsets[index % len(self.offsets)], tokens.to(points)))
                moved = points + moves[-1]
        if intermediates is not None:
            intermediates.update(points=visited, offsets=moves)
        return tokens


def regular_points(num_samples: int, size: tuple[int, int], dtype: torch.dtype | None = None,
                   device: torch.device | None = None) -> Tensor:
    """Where the first iteration reads (equation 3.2), in pixels of a map.

    Args:
        num_samples: n, along each axis.
        size: H and W of the map.
        dtype, device: of the result.

    Returns:
        ``(n * n, 2)``, y and x, row by row.
    """
    steps = torch.arange(num_samples, dtype=dtype or torch.get_default_dtype(), device=device) + 0.5
    y, x = (steps * (length / num_samples) for length in size)
    return torch.stack(torch.meshgrid(y, x, indexing='ij'), dim=-1).flatten(0, 1)


def sample_points(features: Tensor, points: Tensor) -> Tensor:
    """Read a map at any points, bilinearly; outside it is 0.

    Args:
        features: ``(B, C, H, W)``.
        points: ``(B, P, 2)`` of the same type, y and x in pixels, the centre of the first being 0.

    Returns:
        ``(B, P, C)``, differentiable with regard to both.
    """
    height, width = features.shape[-2:]
    y, x = points.unbind(-1)
    grid = torch.stack([(2 * x + 1) / width - 1, (2 * y + 1) / height - 1], dim=-1)
    sampled = F.grid_sample(features, grid[:, None], mode='bilinear', padding_mode='zeros', align_corners=False)
    return sampled[:, :, 0].transpose(1, 2)


def _relative(points: Tensor, size: tuple[int, int]) -> Tensor:
    """Points ``(..., 2)``, y and x, by height and width of the map."""
    y, x = points.unbind(-1)
    return torch.stack([y / size[0], x / size[1]], dim=-1)


def _precise_linear(layer: nn.Linear, x: Tensor) -> Tensor:
    """A linear layer in the precision of ``x``: coordinates would lose whole tenths of pixels in half of it."""
    with without_autocast(x):
        return F.linear(x, layer.weight.to(x.dtype), layer.bias.to(x.dtype))
