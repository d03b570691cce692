"""Masks of words, refined: what CLIP as RNN finds, fitted to the edges and the segments of an image."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from mmengine.registry import TASK_UTILS
from torch import nn

from ..task_modules.mask_painting import split_labels
from .clip_as_rnn import CaRStep

# where a mask that no random field has refined is seen as covering a pixel
COVERED = 0.5


@dataclass(frozen=True)
class QueryMasks:
    """What an image shows of ``Q`` queries, in their order.

    Attributes:
        masks: ``(Q, H, W)`` bool; empty where the query was dropped, or no pixel was left to it.
        scores: ``(Q,)`` float32 in [0, 1]; 0 where the query was dropped.
        kept: ``(Q,)`` bool, whether the query was not dropped.
        steps: the passes of the recurrence.
    """
    masks: np.ndarray
    scores: np.ndarray
    kept: np.ndarray
    steps: tuple[CaRStep, ...]


class QuerySegmenter(nn.Module):
    """Looks for words in an image, and refines what is found (CaR, section 3.4).

    Args:
        car: module with the interface of :class:`CLIPAsRNN`.
        crf: config or object that makes labels of masks, such as ``mmuvp.DenseCRF``; with None each mask covers
            where it is above 0.5, and masks may overlap.
        sam: config or object that replaces masks, such as ``mmuvp.SAMMatching``.
    """

    def __init__(self, car: nn.Module, crf: dict | Callable | None = None, sam: dict | Callable | None = None):
        super().__init__()
        self.car = car
        self.crf, self.sam = _build(crf), _build(sam)

    def forward(self, image: np.ndarray, queries: Sequence[str], *, background: Sequence[str] | None = None,
                path: str | None = None, leave_rest: bool = True) -> QueryMasks:
        """Segment an image by words.

        Args:
            image: ``(H, W, 3)`` uint8, RGB.
            queries: ``Q`` texts; equal ones get the same mask and score.
            background: words of what is in images without being asked for; those of ``car`` by default.
            path: file of the image, where ``sam`` reads segments of files.
            leave_rest: whether pixels may belong to no query; with False the random field gives all of them to one,
                if any query is kept.

        Returns:
            Masks on the CPU.

        Raises:
            ValueError: the image or a query is not of that kind.
        """
        queries = list(queries)
        texts = list(dict.fromkeys(queries))
        found = self.car(image, texts, background=background)
        scores, kept = found.scores.float().cpu().numpy(), found.kept.cpu().numpy()
        masks = np.zeros((len(texts), *image.shape[:2]), bool)
        if kept.any():
            masks[kept] = self._refine(image, found.masks[found.kept].float().cpu().numpy(), path, leave_rest)
        result = QueryMasks(masks, scores, kept, found.steps)
        return result if len(texts) == len(queries) else _repeat(result, [texts.index(query) for query in queries])

    def _refine(self, image: np.ndarray, proposals: np.ndarray, path: str | None, leave_rest: bool) -> np.ndarray:
        if self.crf is None:
            masks = proposals > COVERED
        else:
            masks = split_labels(self.crf(image, proposals, background=leave_rest), len(proposals))
        return masks if self.sam is None else self.sam(image, masks, path)


def _repeat(result: QueryMasks, index: list[int]) -> QueryMasks:
    return replace(result, masks=result.masks[index], scores=result.scores[index], kept=result.kept[index])


def _build(part: dict | Callable | None) -> Callable | None:
    return TASK_UTILS.build(part) if isinstance(part, dict) else part
