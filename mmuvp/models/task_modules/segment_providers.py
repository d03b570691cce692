"""Where the segments of an image come from: an automatic segmenter, or files."""
from pathlib import Path

import numpy as np

from mmuvp.registry import TASK_UTILS


@TASK_UTILS.register_module()
class HQSAMMasks:
    """All segments that HQ-SAM finds without a prompt; needs the package ``segment_anything_hq``.

    Args:
        checkpoint (str): Weights of HQ-SAM.
        model_type (str): ``'vit_h'``, ``'vit_l'``, ``'vit_b'`` or ``'vit_tiny'``.
        points_per_side (int): Points of the grid that prompts it.
        pred_iou_threshold (float): Least quality that it predicts for a segment.
        stability_threshold (float): Least stability of a segment under another cutoff.
        box_nms_threshold (float): Overlap of boxes above which the worse of two segments goes.
        device (str | torch.device, optional): Where it runs. Defaults to the GPU if there is one.

    Raises:
        ImportError: The package is missing.
        FileNotFoundError: There is no such checkpoint.
    """

    def __init__(self, checkpoint, model_type='vit_h', *, points_per_side=64, pred_iou_threshold=0.88,
                 stability_threshold=0.95, box_nms_threshold=0.7, device=None):
        try:
            from segment_anything_hq import SamAutomaticMaskGenerator, sam_model_registry
        except ImportError as error:
            raise ImportError('mmuvp.HQSAMMasks needs the package segment_anything_hq: install it, or give segments '
                              'of files with mmuvp.MaskFiles') from error
        import torch
        if not Path(checkpoint).is_file():
            raise FileNotFoundError(f'{checkpoint}, the weights of HQ-SAM, does not exist')
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self._generator = SamAutomaticMaskGenerator(
            sam_model_registry[model_type](checkpoint=str(checkpoint)).to(device),
            points_per_side=points_per_side, pred_iou_thresh=pred_iou_threshold,
            stability_score_thresh=stability_threshold, box_nms_thresh=box_nms_threshold)

    def __call__(self, image, path=None):
        """Segment an image.

        Args:
            image (ndarray): Shape (H, W, 3), uint8, red, green and blue.
            path (str, optional): Not needed.

        Returns:
            ndarray: Shape (S, H, W), bool.
        """
        found = [segment['segmentation'] for segment in self._generator.generate(image)]
        return np.stack(found).astype(bool) if found else np.zeros((0, *image.shape[:2]), bool)


@TASK_UTILS.register_module()
class MaskFiles:
    """Segments made before, one file an image: of ``a.jpg`` they are in ``a.npz``, as the array ``masks``.

    Args:
        folder (str): Where the files are; each array has the shape (S, H, W) and is bool or 0 and 1.

    Raises:
        FileNotFoundError: There is no such folder.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise FileNotFoundError(f'folder {folder} of segments does not exist')

    def __call__(self, image, path=None):
        """Read the segments of an image.

        Args:
            image (ndarray): Shape (H, W, 3).
            path (str): File of the image.

        Returns:
            ndarray: Shape (S, H, W), bool.

        Raises:
            ValueError: The image has no path, or the file no array ``masks``.
            FileNotFoundError: There is no file for the image.
        """
        if path is None:
            raise ValueError('segments of files belong to images of files: this image has no path')
        file = self.folder / f'{Path(path).stem}.npz'
        if not file.is_file():
            raise FileNotFoundError(f'{file}, the segments of {path}, does not exist')
        with np.load(file, allow_pickle=False) as arrays:
            if 'masks' not in arrays:
                raise ValueError(f'{file} has no array masks; it has {sorted(arrays)}')
            return arrays['masks'].astype(bool)
