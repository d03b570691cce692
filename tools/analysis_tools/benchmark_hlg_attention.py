"""Time and memory of HLG's local and global attention, forward and backward, beside attention between all pixels of the
map in the same run, by PyTorch's fused operator and with its weights written down."""
from argparse import ArgumentParser

import torch
import torch.nn.functional as F
from torch import nn

from mmuvp.apis.layer_cost import layer_cost
from mmuvp.apis.timing import DTYPES
from mmuvp.models.layers import LocalGlobalAttention


class FullAttention(nn.Module):
    """Attention between all pixels of a map, as wide, with as many projections, and without positions.

    Args:
        channels, num_heads: of the attention.
        fused: whether the weights of the attention are never written down.
    """

    def __init__(self, channels, num_heads, fused):
        super().__init__()
        self.num_heads, self.fused = num_heads, fused
        self.norm = nn.LayerNorm(channels)
        self.qkv, self.projection = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)

    def forward(self, x):
        tokens = x.flatten(2).mT
        qkv = self.qkv(self.norm(tokens)).unflatten(2, (3, self.num_heads, -1)).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(*qkv) if self.fused else self._attend(*qkv)
        return (tokens + self.projection(y.transpose(1, 2).flatten(2))).mT.unflatten(2, x.shape[2:])

    def _attend(self, query, key, value):
        return (query @ key.mT * query.shape[-1] ** -0.5).softmax(dim=-1) @ value


def attention(kind, channels, num_heads, window):
    """One of those that are compared."""
    if kind.startswith('full'):
        return FullAttention(channels, num_heads, fused=kind == 'full, fused')
    return LocalGlobalAttention(channels, num_heads, window, dilated=kind == 'dilated', smoothing=False)


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('--sizes', type=int, nargs='+', default=[56, 128], help='sides of the map in pixels')
    parser.add_argument('--dtypes', nargs='+', choices=DTYPES, default=['fp32'])
    parser.add_argument('--channels', type=int, default=64)
    parser.add_argument('--num-heads', type=int, default=2)
    parser.add_argument('--window', type=int, default=7)
    parser.add_argument('--repeats', type=int, default=3)
    args = parser.parse_args()
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    print(f'{device}, {torch.get_num_threads()} threads; ratios: attention within and to plain windows to the other')
    print(f'{"size":>5}{"dtype":>6}  {"attention":14}{"seconds":>9}{"GiB":>8}{"time":>8}{"memory":>8}')
    for size, dtype in ((s, d) for s in args.sizes for d in args.dtypes):
        x, own = torch.randn(1, args.channels, size, size, device=device), None
        for kind in ('plain', 'dilated', 'full, fused', 'full, weights'):
            layer = attention(kind, args.channels, args.num_heads, args.window).to(device)
            seconds, memory = layer_cost(layer, x, dtype, args.repeats)
            own = own or (seconds, memory)
            print(f'{size:>5}{dtype:>6}  {kind:14}{seconds:>9.3f}{memory:>8.3f}{own[0] / seconds:>8.3f}'
                  f'{own[1] / memory:>8.3f}', flush=True)


if __name__ == '__main__':
    main()
