"""Intersection over union of what lies along the boundaries of segments."""
from collections.abc import Sequence

import cv2
import numpy as np
import torch
from mmseg.evaluation import IoUMetric

from mmuvp.registry import METRICS


@METRICS.register_module()
class BoundaryIoU(IoUMetric):
    """IoU of the pixels of each class that are near the boundary of the class (Cheng et al., CVPR 2021).

    A pixel is near if it is in the class and at most `ratio` times the diagonal of the image, and at least one pixel,
    away from what is not, in rows, columns or diagonals; the edge of the image counts as a boundary, and so does that
    of an ignored region. Areas are added up over all images, as mIoU does it. Keys of the result are those of mmseg's
    `IoUMetric` after `boundary/`, so `boundary/mIoU` in table 3 of GroupViT.

    Args:
        ratio (float): Width of the boundary relative to the diagonal; the authors' is 0.02, and 0.005 for Cityscapes.
        **kwargs: Arguments of `mmseg.IoUMetric`.

    Raises:
        ValueError: If `ratio` is not positive, or a file is to be written, which is left to `IoUMetric`.
    """

    default_prefix = 'boundary'

    def __init__(self, ratio: float = 0.02, **kwargs) -> None:
        super().__init__(**kwargs)
        if ratio <= 0:
            raise ValueError(f'ratio must be positive, not {ratio}')
        if self.format_only or self.output_dir:
            raise ValueError('BoundaryIoU writes no predictions; mmseg.IoUMetric does')
        self.ratio = ratio

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Add the areas of some images.

        Args:
            data_batch (dict): Not used.
            data_samples (Sequence[dict]): With `pred_sem_seg` and `gt_sem_seg`.
        """
        num_classes = len(self.dataset_meta['classes'])
        for sample in data_samples:
            prediction, truth = (sample[key]['data'].squeeze().cpu().numpy() for key in ('pred_sem_seg', 'gt_sem_seg'))
            self.results.append(boundary_areas(prediction, truth, num_classes, self.ignore_index, self.ratio))


def boundary_areas(prediction: np.ndarray, truth: np.ndarray, num_classes: int, ignore_index: int,
                   ratio: float) -> tuple[torch.Tensor, ...]:
    """Areas of the boundaries of an image by class.

    Args:
        prediction (np.ndarray): Labels (H, W).
        truth (np.ndarray): Labels (H, W).
        num_classes (int): Number of classes.
        ignore_index (int): Label of pixels that do not count.
        ratio (float): See `BoundaryIoU`.

    Returns:
        tuple[Tensor, ...]: Of the intersections, unions, predictions and truth, each (num_classes, ) float32.
    """
    prediction = np.where(truth == ignore_index, ignore_index, prediction)
    width = max(1, round(ratio * float(np.hypot(*truth.shape))))
    areas = np.zeros((3, num_classes), np.float32)
    for label in np.union1d(prediction, truth):
        if 0 <= label < num_classes:
            ours, theirs = near_boundary(prediction == label, width), near_boundary(truth == label, width)
            areas[:, label] = (ours & theirs).sum(), ours.sum(), theirs.sum()
    intersection, ours, theirs = torch.from_numpy(areas)
    return intersection, ours + theirs - intersection, ours, theirs


def near_boundary(mask: np.ndarray, width: int) -> np.ndarray:
    """Pixels of a mask from which what is not of the mask is at most some pixels away.

    Args:
        mask (np.ndarray): Booleans (H, W).
        width (int): Pixels, in the chessboard distance.

    Returns:
        np.ndarray: Booleans (H, W).
    """
    square = np.ones((3, 3), np.uint8)
    inner = cv2.erode(mask.astype(np.uint8), square, iterations=width, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return mask & (inner == 0)
