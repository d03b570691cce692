"""Scores of masks for texts by a CLIP that sees the image with each mask pointed out (eq. 7.4 and 7.5)."""
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS

from ..parts import Part, build_part
from ..task_modules.visual_prompts import VisualPrompts, check_prompts
from .clip_images import resize_and_crop, to_tensor
from .prompt_templates import ORIGAMI


@MODELS.register_module()
class MaskClassifier(nn.Module):
    """Scores how well masks fit their texts.

    Args:
        clip: config or module of a :class:`FrozenCLIP`.
        mask_threshold: eta; a pixel belongs to a mask when its proposal is above it.
        prompts: visual prompts, see :class:`VisualPrompts`; all of them are applied to one image.
        templates: templates of the texts; None: ``'a clean origami {}.'`` alone, whose probabilities are the
            scores.  Those of several templates are summed, and a softmax makes the scores of the sums.
        num_skipped: last blocks of CLIP that are left out, see :meth:`FrozenCLIP.encode_class_token`; 1 as published.
        chunk_size: images that CLIP sees at a time.
    """

    def __init__(self, clip: Part, mask_threshold: float, prompts: Sequence[str] = ('circle', 'blur'),
                 templates: Sequence[str] | None = None, num_skipped: int = 1, chunk_size: int = 16):
        super().__init__()
        self.clip = build_part(clip)
        self.mask_threshold, self.prompts = mask_threshold, check_prompts(prompts)
        self.templates, self.num_skipped, self.chunk_size = templates, num_skipped, chunk_size

    def forward(self, image: np.ndarray, proposals: Tensor, queries: Sequence[str]) -> Tensor:
        """Score each proposal for its own query.

        Args:
            image: ``(H, W, 3)`` uint8, RGB.
            proposals: ``(Q, H, W)`` in [0, 1].
            queries: ``Q`` texts.

        Returns:
            ``(Q,)`` in [0, 1].
        """
        return self.score_matrix(self.encode_masks(image, proposals), queries).diagonal()

    def encode_masks(self, image: np.ndarray, proposals: Tensor) -> Tensor:
        """Features ``(Q, D)`` of the image with each of the proposals pointed out, not normalised."""
        return self.encode_pictures(self.point_out(image, proposals))

    def encode_pictures(self, pictures: Iterable[np.ndarray]) -> Tensor:
        """Features ``(Q, D)`` of ``Q`` pictures ``(H, W, 3)`` uint8, not normalised."""
        clip = self.clip
        prepared = [resize_and_crop(picture, clip.image_size) for picture in pictures]
        chunks = (prepared[start:start + self.chunk_size] for start in range(0, len(prepared), self.chunk_size))
        return torch.cat([clip.encode_class_token(to_tensor(chunk, clip.mean, clip.std), self.num_skipped)
                          for chunk in chunks]).float()

    def point_out(self, image: np.ndarray, proposals: Tensor) -> Iterator[np.ndarray]:
        """Yield the image ``(H, W, 3)`` with each of the proposals ``(Q, H, W)`` pointed out.

        Proposals that sum up to less than a pixel leave the image as it is.
        """
        point_out = VisualPrompts(image, self.prompts)
        some = (proposals.sum(dim=(1, 2)) > 1).tolist()
        for mask, is_some in zip((proposals > self.mask_threshold).cpu().numpy(), some, strict=True):
            yield point_out(mask) if is_some else image

    def score_matrix(self, features: Tensor, queries: Sequence[str]) -> Tensor:
        """Scores ``(N, Q)`` of images for ``Q`` queries from their features ``(N, D)``; rows sum up to 1."""
        features = F.normalize(features, dim=1)
        if self.templates is None:
            return self._probabilities(features, queries, ORIGAMI)
        return sum(self._probabilities(features, queries, form) for form in self.templates).softmax(dim=1)

    def _probabilities(self, features: Tensor, queries: Sequence[str], template: str) -> Tensor:
        texts = self.clip.encode_texts([template.format(query) for query in queries])
        return (self.clip.logit_scale * features @ texts.T).softmax(dim=1)
