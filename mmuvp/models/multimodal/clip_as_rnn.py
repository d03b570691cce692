"""CLIP as RNN: segmentation of what words name by a frozen CLIP, without training.

Sun et al., CLIP as RNN: Segment Countless Visual Concepts without Training Endeavor, CVPR 2024.
"""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from mmuvp.registry import MODELS

from ..parts import Part, build_part


@dataclass(frozen=True)
class CaRStep:
    """One pass of the recurrence.

    Attributes:
        queries: ``N`` texts that were looked for, no two of them equal.
        scores: ``(N,)`` scores of their masks in [0, 1].
        kept: ``(N,)`` bool, those that went on.
    """
    queries: tuple[str, ...]
    scores: Tensor
    kept: Tensor


@dataclass(frozen=True)
class CaRResult:
    """What was found of ``Q`` queries, in their order, duplicates included.

    Attributes:
        masks: ``(Q, H, W)`` proposals of the last pass in [0, 1]; zeros where the query was dropped.
        scores: ``(Q,)`` of the last pass in [0, 1]; zero where the query was dropped.
        kept: ``(Q,)`` bool, whether the query survived all passes.
        steps: the passes, the first one first.
    """
    masks: Tensor
    scores: Tensor
    kept: Tensor
    steps: tuple[CaRStep, ...]


@MODELS.register_module()
class CLIPAsRNN(nn.Module):
    """Looks for queries again and again, each time without those that the time before did not find.

    Every pass proposes a mask for each query, scores how well mask and query fit (eq. 7.3 to 7.5) and drops the
    queries whose score is not above a threshold (eq. 7.6), until a pass keeps as many as the one before
    (algorithm 2).  There are two passes at least: the first one looks for the bare queries, the others for the
    queries in a template.

    Args:
        proposer: config or module of the mask proposals, e.g. :class:`GradCAMProposals`.
        classifier: config or module of the scores, e.g. :class:`MaskClassifier`.
        threshold: theta in eq. 7.6; a query is kept when its score is above it.
        keep_best: whether the best query stays when no score is above the threshold, as in the published code;
            the paper's rule leaves none then.
        max_steps: passes at most; 1 is the paper's ablation without recurrence.
        clip: config or module of the CLIP of ``proposer`` and ``classifier`` where they name none.
    """

    def __init__(self, proposer: Part, classifier: Part, threshold: float, keep_best: bool = True,
                 max_steps: int | None = None, clip: Part | None = None):
        super().__init__()
        if max_steps is not None and max_steps < 1:
            raise ValueError(f'max_steps must be at least 1, not {max_steps}')
        shared = {} if clip is None else dict(clip=build_part(clip))
        self.proposer = build_part(proposer, **shared)
        self.classifier = build_part(classifier, **shared)
        self.threshold, self.keep_best, self.max_steps = threshold, keep_best, max_steps

    def forward(self, image: np.ndarray, queries: Sequence[str],
                background: Sequence[str] | None = None) -> CaRResult:
        """Segment an image by words.

        Args:
            image: ``(H, W, 3)`` uint8, RGB.
            queries: ``Q`` texts, none of them empty.  Equal ones share a mask and a score; no query at all gives
                an empty result.
            background: words of what is in images without being asked for; those of the proposer by default.

        Returns:
            Masks and scores on the device of the proposer's weights.  All queries are dropped when no proposal of
            the first pass has a single pixel.

        Raises:
            ValueError: the image or a query is not of that kind.
        """
        check_image(image)
        texts = list(dict.fromkeys(check_queries(queries)))
        # gradients of activations are needed, and tensors of inference mode do not have them
        with torch.inference_mode(False), torch.no_grad():
            found, steps = self._recur(image, texts, background) if texts else ({}, ())
        device = self.proposer.device
        blank = torch.zeros(image.shape[:2], device=device)
        absent = (blank, blank.new_zeros(()))
        masks, scores = zip(*(found.get(text, absent) for text in queries), strict=True) if queries else ((), ())
        return CaRResult(
            masks=torch.stack(masks) if masks else blank.new_zeros(0, *blank.shape),
            scores=torch.stack(scores) if scores else blank.new_zeros(0),
            kept=torch.tensor([text in found for text in queries], dtype=torch.bool, device=device),
            steps=steps)

    def _recur(self, image: np.ndarray, texts: list[str], background: Sequence[str] | None):
        """Mask and score of each text that is found, and the steps that led there."""
        view = self.proposer.observe(image)
        steps, masks, num_kept = [], None, 0
        while texts:
            proposals = self.proposer(view, texts, first=not steps, background=background)
            if proposals.any():
                masks = proposals
            elif masks is None:
                return {}, (CaRStep(tuple(texts), *_nothing(proposals)),)
            scores = self.classifier(image, masks, texts)
            kept = self._keep(scores)
            steps.append(CaRStep(tuple(texts), scores, kept))
            index = kept.nonzero().flatten().tolist()
            texts, masks, scores = [texts[i] for i in index], masks[kept], scores[kept]
            if len(texts) == num_kept or len(steps) == self.max_steps:
                break
            num_kept = len(texts)
        return dict(zip(texts, zip(masks, scores, strict=True), strict=True)), tuple(steps)

    def _keep(self, scores: Tensor) -> Tensor:
        """Which of the scores ``(N,)`` let their queries go on."""
        kept = scores > self.threshold
        if self.keep_best and not kept.any():
            kept[scores.argmax()] = True
        return kept


def check_image(image: np.ndarray) -> None:
    """Raise a ValueError unless an image is ``(H, W, 3)`` uint8 and has pixels."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        shape = getattr(image, 'shape', None)
        raise ValueError(f'the image must be an (H, W, 3) uint8 array, not {type(image).__name__} '
                         f'of {getattr(image, "dtype", None)} with shape {shape}')
    if not image.size:
        raise ValueError(f'the image has no pixels: its shape is {image.shape}')


def check_queries(queries: Sequence[str]) -> Sequence[str]:
    """The queries; a ValueError tells which of them is empty, or that they are not texts."""
    if isinstance(queries, str):
        raise ValueError(f'queries must be a list of texts, not the single text {queries!r}')
    for index, text in enumerate(queries):
        if not isinstance(text, str):
            raise ValueError(f'query {index} must be a text, not {text!r}')
        if not text.strip():
            raise ValueError(f'query {index} is empty')
    return queries


def _nothing(proposals: Tensor) -> tuple[Tensor, Tensor]:
    """Scores and decisions when there is nothing to score."""
    return proposals.new_zeros(len(proposals)), proposals.new_zeros(len(proposals), dtype=torch.bool)
