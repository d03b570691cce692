"""Mask proposals for texts from class activation maps of CLIP."""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS, TASK_UTILS

from ..parts import Part, build_part
from ..task_modules.attention_affinity import AttentionAffinity
from .background_words import background_words
from .clip_images import resize_to_patches, to_tensor
from .last_block import LastBlock
from .prompt_templates import BARE, ORIGAMI


@dataclass(frozen=True)
class ImageView:
    """What proposals need to know of an image, whatever the queries.

    Attributes:
        last_block: CLIP's last block at the image.
        affinity: ``(P, P)`` of its patches; None without refinement.
        grid: rows and columns of patches.
        size: height and width of the image in pixels.
    """
    last_block: LastBlock
    affinity: Tensor | None
    grid: tuple[int, int]
    size: tuple[int, int]


@MODELS.register_module()
class GradCAMProposals(nn.Module):
    """Grad-CAM of CLIP's last block, one map a query (appendix B), refined by attention (CLIP-ES) or not.

    A query's score is its probability among queries and background words.  The image's feature is the mean of its
    patches' features, as published, not that of the class token.

    Args:
        clip: config or module of a :class:`FrozenCLIP`.
        affinity: config or object of :class:`AttentionAffinity`: the proposals of CLIP-ES; None: plain Grad-CAM.
        background: words and names of groups, see :func:`background_words`.
        competing: whether all queries compete with each other, as classes do; if not, each competes with the
            background words alone, as referring expressions do.
        first_template: template of the queries in the first pass.
        template: template of the queries in later passes, and of the background words.
        chunk_size: queries whose gradients are traced at a time.

    Raises:
        ValueError: queries do not compete with anything.
    """

    def __init__(self, clip: Part, affinity: dict | AttentionAffinity | None = None,
                 background: str | Sequence[str] = 'published', competing: bool = True, first_template: str = BARE,
                 template: str = ORIGAMI, chunk_size: int = 16):
        super().__init__()
        self.clip = build_part(clip)
        self.affinity = TASK_UTILS.build(affinity) if isinstance(affinity, dict) else affinity
        self.background = background_words(background)
        self.competing, self.chunk_size = competing, chunk_size
        self.first_template, self.template = first_template, template
        if not competing and not self.background:
            raise ValueError('queries that do not compete with each other need background words')

    @property
    def device(self) -> torch.device:
        return self.clip.device

    def observe(self, image: np.ndarray) -> ImageView:
        """Run CLIP on an image ``(H, W, 3)`` uint8, RGB, once for all queries."""
        enlarged = resize_to_patches(image, self.clip.patch_size)
        images = to_tensor([enlarged], self.clip.mean, self.clip.std)
        grid = tuple(size // side for size, side in zip(enlarged.shape, self.clip.patch_size, strict=False))
        num_attention = 0 if self.affinity is None else self.affinity.num_blocks - 1
        tokens, attention = self.clip.encode_until_last(images, num_attention)
        last_block = LastBlock(self.clip, tokens[0], self.chunk_size)
        return ImageView(last_block, self._affinity_of(last_block, attention), grid, image.shape[:2])

    def forward(self, view: ImageView, queries: Sequence[str], first: bool = True,
                background: Sequence[str] | None = None) -> Tensor:
        """Propose a mask for each query.

        Args:
            view: what :meth:`observe` returned.
            queries: ``Q`` texts.
            first: whether this is the first pass.
            background: words instead of those of the constructor.

        Returns:
            ``(Q, H, W)`` in [0, 1], zeros where nothing speaks for a query.
        """
        maps = self.class_maps(view, queries, first, background)
        if view.affinity is not None:
            maps = scale_to_unit(self.affinity.refine(maps, view.affinity))
        return F.interpolate(maps[None], view.size, mode='bilinear', align_corners=False)[0]

    def class_maps(self, view: ImageView, queries: Sequence[str], first: bool = True,
                   background: Sequence[str] | None = None) -> Tensor:
        """Grad-CAM ``(Q, h, w)`` in [0, 1] on the grid of patches, before its refinement."""
        template = self.first_template if first else self.template
        texts = self.clip.encode_texts([template.format(query) for query in queries])
        words = self._words_besides(queries, background)
        others = self.clip.encode_texts([self.template.format(word) for word in words])
        maps = view.last_block.class_maps(lambda feature: self.probabilities(feature, texts, others))
        empty = ~maps.any(dim=1)
        if self.competing and empty.any():
            nothing = others[:0]
            maps[empty] = view.last_block.class_maps(
                lambda feature: self.probabilities(feature, texts, nothing)[empty])
        return scale_to_unit(maps.unflatten(1, view.grid))

    def probabilities(self, feature: Tensor, texts: Tensor, background: Tensor) -> Tensor:
        """Probabilities ``(Q,)`` of queries.

        Args:
            feature: ``(D,)`` of the image.
            texts: ``(Q, D)`` of the queries.
            background: ``(N, D)`` of the background words; all are normalised.
        """
        scale = self.clip.logit_scale
        logits, others = scale * (texts @ feature), scale * (background @ feature)
        if self.competing:
            return torch.cat([logits, others]).softmax(dim=0)[:len(texts)]
        return (logits - others.logsumexp(dim=0)).sigmoid()

    def _words_besides(self, queries: Sequence[str], background: Sequence[str] | None) -> list[str]:
        """Background words that are not asked for."""
        words = self.background if background is None else background_words(background)
        asked = set(queries) if self.competing else ()
        return [word for word in words if word not in asked]

    def _affinity_of(self, last_block: LastBlock, attention: Tensor | None) -> Tensor | None:
        if self.affinity is None:
            return None
        count = min(self.affinity.num_blocks, len(self.clip.visual.transformer.resblocks))
        total = last_block.attention if attention is None else last_block.attention + attention[0]
        return self.affinity.affinity(total / count)


def scale_to_unit(maps: Tensor) -> Tensor:
    """Bring each of the maps ``(Q, h, w)`` to [0, 1]; constant ones become zero."""
    maps = maps - maps.amin(dim=(1, 2), keepdim=True)
    return maps / (maps.amax(dim=(1, 2), keepdim=True) + 1e-15)
