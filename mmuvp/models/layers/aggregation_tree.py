"""Hierarchical deep aggregation (Deep Layer Aggregation, `arXiv:1707.06484 <https://arxiv.org/abs/1707.06484>`_)."""
from collections.abc import Callable, Sequence

import torch
from mmcv.cnn import ConvModule, build_activation_layer
from torch import Tensor, nn


class AggregationRoot(nn.Module):
    """1x1 convolution of all children of a node.

    Args:
        in_channels: of all children together.
        out_channels: of the node.
        residual: add the first child, which then has ``out_channels``.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, out_channels: int, residual: bool, norm_cfg: dict, act_cfg: dict) -> None:
        super().__init__()
        self.fuse = ConvModule(in_channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        self.activation = build_activation_layer(act_cfg)
        self.residual = residual

    def forward(self, *children: Tensor) -> Tensor:
        """Maps ``(B, C_i, H, W)`` to ``(B, out_channels, H, W)``."""
        x = self.fuse(torch.cat(children, dim=1))
        return self.activation(x + children[0] if self.residual else x)


class AggregationTree(nn.Module):
    """A tree of residual blocks, in which roots aggregate what is before and within their subtrees.

    Args:
        depth: of the tree; 1 for two blocks and their root.
        in_channels, out_channels: of the tree.
        stride: of the first block, and of the max-pool that the residual and the tree's input go through.
        build_block: makes a block from ``(in_channels, stride)``, which is called with its input and its residual.
        input_to_root: whether the tree's input is a child of the last root.
        extra_channels: of the maps from outside that are children of the last root.
        residual_root: see :class:`AggregationRoot`.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, depth: int, in_channels: int, out_channels: int, stride: int,
                 build_block: Callable[[int, int], nn.Module], *, input_to_root: bool = False,
                 extra_channels: int = 0, residual_root: bool = False, norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU')) -> None:
        super().__init__()
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.input_to_root, self.is_leaf = input_to_root, depth == 1
        # a row or column that is left over is one of the strided convolution's output, too
        self.pool = nn.MaxPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity()
        extra_channels += in_channels if input_to_root else 0
        if not self.is_leaf:
            options = dict(residual_root=residual_root, **layers)
            self.first = AggregationTree(depth - 1, in_channels, out_channels, stride, build_block, **options)
            self.second = AggregationTree(depth - 1, out_channels, out_channels, 1, build_block,
                                          extra_channels=extra_channels + out_channels, **options)
            return
        self.project = nn.Identity() if in_channels == out_channels else ConvModule(
            in_channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        self.first = build_block(in_channels, stride)
        self.second = build_block(out_channels, 1)
        self.root = AggregationRoot(2 * out_channels + extra_channels, out_channels, residual_root, **layers)

    def forward(self, x: Tensor, children: Sequence[Tensor] = ()) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, out_channels, H', W')``, divided by the stride, rounded up.

        Args:
            x: the input.
            children: maps from outside for the last root, ``(B, C_i, H', W')``.
        """
        pooled = self.pool(x) if self.is_leaf or self.input_to_root else None
        if self.input_to_root:
            children = (*children, pooled)
        if not self.is_leaf:
            first = self.first(x)
            return self.second(first, (*children, first))
        first = self.first(x, self.project(pooled))
        return self.root(self.second(first), first, *children)
