"""Masks replaced by the segments of a class-agnostic segmenter that they agree with (CaR, section 3.4)."""
import numpy as np

from mmuvp.registry import TASK_UTILS

from .dense_crf import check_masks


@TASK_UTILS.register_module()
class SAMMatching:
    """Joins the segments that match a mask, and takes their union in its place where the two agree.

    Args:
        provider (dict | Callable): Config of :class:`mmuvp.HQSAMMasks` or :class:`mmuvp.MaskFiles`, or a function of
            an image and its path that returns segments of shape (S, H, W), bool.
        iom_threshold (float): A segment matches above this intersection over the smaller of the two areas.
        iou_threshold (float): The union replaces the mask above this intersection over union.
        min_share (float): A segment that covers less of the mask than this share does not match for lying within it.
    """

    def __init__(self, provider, *, iom_threshold=0.7, iou_threshold=0.7, min_share=0.05):
        self.provider = TASK_UTILS.build(provider) if isinstance(provider, dict) else provider
        self.iom_threshold = iom_threshold
        self.iou_threshold = iou_threshold
        self.min_share = min_share

    def __call__(self, image, masks, path=None):
        """Replace masks of an image.

        Args:
            image (ndarray): Shape (H, W, 3), uint8, red, green and blue.
            masks (ndarray): Shape (Q, H, W), bool.
            path (str, optional): File of the image.

        Returns:
            ndarray: Shape (Q, H, W), bool.

        Raises:
            ValueError: Masks or segments do not have the size of the image.
        """
        check_masks(image, masks)
        if not masks.any():
            return masks
        segments = self.provider(image, path)
        check_masks(image, segments)
        return self.match(masks, segments)

    def match(self, masks, segments):
        """Replace masks by unions of given segments.

        Args:
            masks (ndarray): Shape (Q, H, W), bool.
            segments (ndarray): Shape (S, H, W), bool.

        Returns:
            ndarray: Shape (Q, H, W), bool.
        """
        if not len(segments) or not len(masks):
            return masks
        iom = self._intersection_over_minimum(masks, segments)
        matched = iom > self.iom_threshold
        # the best one stands in where none is above the threshold
        lonely = ~matched.any(axis=1)
        matched[lonely, iom[lonely].argmax(axis=1)] = True
        replaced = masks.copy()
        for number, mask in enumerate(masks):
            union = segments[matched[number]].any(axis=0)
            if _iou(mask, union) > self.iou_threshold:
                replaced[number] = union
        return replaced

    def _intersection_over_minimum(self, masks, segments):
        """(Q, S) in [0, 1]."""
        flat_masks = masks.reshape(len(masks), -1).astype(np.float32)
        flat_segments = segments.reshape(len(segments), -1).astype(np.float32)
        common = flat_masks @ flat_segments.T
        of_mask = common / np.maximum(flat_masks.sum(axis=1), 1)[:, None]
        of_segment = common / np.maximum(flat_segments.sum(axis=1), 1)[None]
        of_segment[of_mask < self.min_share] = 0
        return np.maximum(of_mask, of_segment)


def _iou(mask, other):
    union = (mask | other).sum()
    return (mask & other).sum() / union if union else 0.
