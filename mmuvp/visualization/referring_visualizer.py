"""The visualizer of referring segmentation, for mmdet's visualization hook and for use by itself."""
import textwrap
from pathlib import Path

import mmcv
import numpy as np
from mmengine.visualization import Visualizer

from mmuvp.evaluation.referred_masks import referred_masks

from ..registry import VISUALIZERS
from .panoptic_drawing import compose, draw_panoptic, enlarge

PREDICTION, TRUTH = (255, 120, 0), (0, 170, 255)
TITLE_LENGTH = 40


def draw_referring(image, expressions, mask=None, truth=None):
    """Draw what expressions refer to: the image below the first of them, and the masks that there are.

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        expressions (Sequence[str]): For the same target; long ones are shortened.
        mask (ndarray, optional): Shape (height, width), booleans, the prediction.
        truth (ndarray, optional): Likewise.

    Returns:
        ndarray: The panels in one picture, uint8; small images come enlarged.
    """
    panels = {textwrap.shorten(expressions[0], TITLE_LENGTH, placeholder=' ...'): enlarge(image)}
    if mask is not None:
        panels['prediction'] = _lay(image, mask, PREDICTION)
    if truth is not None:
        panels['truth'] = _lay(image, truth, TRUTH)
    return compose(panels)


@VISUALIZERS.register_module()
class ReferringVisualizer(Visualizer):
    """Draws the image, the predicted mask and the true one side by side; arguments are those of mmengine's."""

    def add_datasample(self, name, image, data_sample=None, draw_gt=True, draw_pred=True, show=False, wait_time=0,
                       out_file=None, pred_score_thr=None, step=0):
        """Draw a sample, and show it, write it to a file, or hand it to the backends.

        Args:
            name (str): Name of the picture.
            image (ndarray): Shape (height, width, 3), red, green and blue.
            data_sample (DetDataSample): With `text`, `pred_instances.masks` and `gt_masks`.
            draw_gt (bool): Draw the true mask.
            draw_pred (bool): Draw the predicted one.
            show (bool): Show the picture in a window, and do nothing else with it.
            wait_time (float): Seconds that the window stays.
            out_file (str, optional): File to write, to whose name the number of the target is added, as many refer to
                one image; otherwise the picture goes to the backends.
            pred_score_thr (float, optional): What mmdet's hook gives; masks of expressions have no scores.
            step (int): Number of the picture for the backends.
        """
        mask, truth = referred_masks(data_sample.to_dict())
        picture = draw_referring(image.clip(0, 255).astype(np.uint8), data_sample.text,
                                 mask if draw_pred else None, truth if draw_gt else None)
        if show:
            self.show(picture, win_name=name, wait_time=wait_time)
        elif out_file is not None:
            path = Path(out_file)
            mmcv.imwrite(picture[..., ::-1], str(path.with_name(f'{path.stem}_{data_sample.ref_id}.png')))
        else:
            self.add_image(name, picture, step)


def _lay(image, mask, colour):
    """The image with a mask over it, in one colour with a border."""
    return draw_panoptic(image, np.where(mask, 0, 1), classes=('', ), palette=(colour, ))
