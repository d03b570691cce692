"""Patches of two images that look alike to a network."""
import numpy as np
import torch
import torch.nn.functional as F

from ..models.layers.feature_pooling import feature_map
from ..visualization import draw_correspondence
from .attention import AttentionInferencer


class CorrespondenceInferencer(AttentionInferencer):
    """Finds sparse correspondences (iBOT, appendix E.7.3).

    Args:
        config, checkpoint, device, cfg_options: As of :class:`mmuvp.apis.attention.AttentionInferencer`; the backbone
            gives its patches (`out_type='raw'`).

    Raises:
        UsageError: See :class:`mmuvp.apis.attention.AttentionInferencer`.
    """

    def match(self, first, second, count=12):
        """Pair patches that are each other's nearest by the cosine of their features.

        Args:
            first (str | Path | ndarray): A file, or pixels (height, width, 3) of blue, green and red.
            second (str | Path | ndarray): Another one.
            count (int): At most so many pairs: those to whose patches the class tokens attend the most.

        Returns:
            tuple[list[ndarray], ndarray]: The images as the network sees them, and of each pair x and y, in pixels,
            of the middles of its patches, (pairs, 2, 2).

        Raises:
            ValueError: The backbone gives no patches.
        """
        views = [self._describe(image) for image in (first, second)]
        pairs = match_patches(*((features, attention) for _, features, attention in views), count)
        points = [_middles(index, features.shape[1:], pixels.shape[:2]) for index, (pixels, features, _) in
                  zip(pairs, views, strict=True)]
        return [pixels for pixels, *_ in views], np.stack(points, axis=1)

    def draw(self, first, second, count=12):
        """Draw the pairs; see :meth:`match` and :func:`mmuvp.visualization.draw_correspondence`."""
        return draw_correspondence(*self.match(first, second, count))

    @torch.no_grad()
    def _describe(self, image):
        inputs = self.prepare(image)
        backbone = self.model.backbone
        outputs, attention = backbone.forward_with_class_attention(inputs)
        features = feature_map(outputs[-1], backbone.num_extra_tokens, inputs.shape[2:])[0]
        return self.pixels(inputs[0]), features.float(), attention[0]


def match_patches(first, second, count):
    """Pair patches that are each other's nearest.

    Args:
        first (tuple[Tensor, Tensor]): Features (C, h, w) of an image and its attention (h, w).
        second (tuple[Tensor, Tensor]): Those of another image.
        count (int): At most so many pairs are returned, those of the largest sum of attention.

    Returns:
        tuple[Tensor, Tensor]: Indices of patches in the first image and in the second, row by row, (pairs, ).
    """
    vectors = [F.normalize(features.flatten(1), dim=0) for features, _ in (first, second)]
    cosine = vectors[0].T @ vectors[1]
    there, back = cosine.argmax(dim=1), cosine.argmax(dim=0)
    own = torch.arange(len(there), device=there.device)
    index = own[back[there] == own]
    score = first[1].flatten()[index] + second[1].flatten()[there[index]]
    index = index[score.topk(min(count, len(score))).indices]
    return index, there[index]


def _middles(index, grid, size):
    rows, columns = np.divmod(index.cpu().numpy(), grid[1])
    return np.stack([(columns + 0.5) * size[1] / grid[1], (rows + 0.5) * size[0] / grid[0]], axis=1)
