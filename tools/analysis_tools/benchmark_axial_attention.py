"""Time and memory of axial attention, forward and backward, beside two natural alternatives in the same run:
its equations written out with einsum, and attention between all pixels of the map."""
from argparse import ArgumentParser

import torch
import torch.nn.functional as F
from torch import nn

from mmuvp.apis.layer_cost import layer_cost
from mmuvp.apis.timing import DTYPES
from mmuvp.models.layers import AxialAttention, AxialAttention1d


class DirectAxialAttention1d(AxialAttention1d):
    """The equations as they are printed: every term is a map, and every map has its batch norm."""

    def _attend(self, query, key, value):
        length = query.shape[2]
        terms = [torch.einsum('nhid,nhjd->nhij', query, key)]
        if self.query_position is not None:
            terms.append(torch.einsum('nhid,idj->nhij', query, self.query_position(length).to(query.dtype)))
        if self.key_position is not None:
            terms.append(torch.einsum('nhjd,idj->nhij', key, self.key_position(length).to(key.dtype)))
        normed = self.similarity_norm(torch.cat(terms, dim=1))
        logits = normed.unflatten(1, (len(terms), self.num_heads)).sum(dim=1)
        weights = logits.softmax(dim=-1, dtype=torch.promote_types(logits.dtype, torch.float32)).to(value.dtype)
        retrieved = [torch.einsum('nhij,nhjd->nhdi', weights, value)]
        if self.value_position is not None:
            retrieved.append(torch.einsum('nhij,idj->nhdi', weights, self.value_position(length).to(value.dtype)))
        normed = self.output_norm(torch.cat([r.flatten(1, 2) for r in retrieved], dim=1))
        return normed.unflatten(1, (len(retrieved), -1)).sum(dim=1)


class FullAttention(nn.Module):
    """Attention between all pixels, with the same projection."""

    def __init__(self, in_channels, key_channels, value_channels, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.splits = (key_channels, key_channels, value_channels)
        self.qkv = nn.Conv2d(in_channels, sum(self.splits), 1, bias=False)
        self.qkv_norm = nn.BatchNorm2d(sum(self.splits))

    def forward(self, x):
        qkv = self.qkv_norm(self.qkv(x)).flatten(2).split(self.splits, dim=1)
        query, key, value = (t.unflatten(1, (self.num_heads, -1)).mT for t in qkv)
        # fused kernels want one width: zeros change no product
        missing = value.shape[-1] - key.shape[-1]
        query, key, scale = F.pad(query, (0, missing)), F.pad(key, (0, missing)), key.shape[-1] ** -0.5
        y = F.scaled_dot_product_attention(query, key, value.contiguous(), scale=scale)
        return y.mT.flatten(1, 2).unflatten(2, x.shape[-2:])


def attention(kind, channels, num_heads):
    """One of the three, with ``channels`` for queries and keys and twice as many for values and input."""
    shape = dict(in_channels=2 * channels, key_channels=channels, value_channels=2 * channels, num_heads=num_heads)
    if kind == 'full':
        return FullAttention(**shape)
    layer = AxialAttention(**shape)
    if kind == 'direct':
        for axis in (layer.height_axis, layer.width_axis):
            axis.__class__ = DirectAxialAttention1d
    return layer


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('--sizes', type=int, nargs='+', default=[65, 129, 193], help='sides of the map in pixels')
    parser.add_argument('--dtypes', nargs='+', choices=DTYPES, default=DTYPES)
    parser.add_argument('--channels', type=int, default=64, help='of queries and keys; values have twice as many')
    parser.add_argument('--num-heads', type=int, default=8)
    parser.add_argument('--repeats', type=int, default=3)
    parser.add_argument('--skip-full', type=int, default=0, metavar='SIZE',
                        help='leave out attention between all pixels from this size on')
    args = parser.parse_args()
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    print(f'{device}, {torch.get_num_threads()} threads; ratios: axial attention to the alternative')
    print(f'{"size":>5}{"dtype":>6}  {"attention":10}{"seconds":>9}{"GiB":>8}{"time":>7}{"memory":>8}')
    for size, dtype in ((s, d) for s in args.sizes for d in args.dtypes):
        x = torch.randn(1, 2 * args.channels, size, size, device=device)
        own = None
        for kind in ('axial', 'direct', 'full'):
            if kind == 'full' and 0 < args.skip_full <= size:
                continue
            torch.manual_seed(0)
            layer = attention(kind, args.channels, args.num_heads).to(device)
            seconds, memory = layer_cost(layer, x, dtype, args.repeats)
            own = own or (seconds, memory)
            print(f'{size:>5}{dtype:>6}  {kind:10}{seconds:>9.3f}{memory:>8.3f}{own[0] / seconds:>7.2f}'
                  f'{own[1] / memory:>8.2f}', flush=True)


if __name__ == '__main__':
    main()
