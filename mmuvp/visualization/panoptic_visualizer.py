"""The visualizer of panoptic models, for mmdet's visualization hook and for use by itself."""
import cv2
import mmcv
import numpy as np
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmdet.visualization import DetLocalVisualizer

from ..registry import VISUALIZERS
from .colours import default_palette
from .panoptic_drawing import compose, draw_panoptic, enlarge


@VISUALIZERS.register_module()
class PanopticVisualizer(DetLocalVisualizer):
    """Draws the image, the panoptic prediction and the truth side by side.

    Segments have names, scores, white borders and a colour each, near that of their class.  Samples without a
    panoptic prediction or truth are drawn as by mmdet's ``DetLocalVisualizer``, whose arguments it has.
    """

    def draw(self, image, data_sample, draw_gt=True, draw_pred=True):
        """Draw a sample.

        Args:
            image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
            data_sample (DetDataSample): With ``pred_panoptic_seg`` at the size of the image, or ``gt_sem_seg``
                with ``gt_instances`` at that size or the one they had in the pipeline, or both.
            draw_gt (bool): Draw the truth if there is one.
            draw_pred (bool): Draw the prediction if there is one.

        Returns:
            ndarray: Shape (height, width, 3), uint8; small images come enlarged.
        """
        classes = self.dataset_meta['classes']
        palette = self.dataset_meta.get('palette') or default_palette(len(classes))
        panels = {'image': enlarge(image)}
        if draw_pred and 'pred_panoptic_seg' in data_sample:
            prediction = data_sample.pred_panoptic_seg
            scores = {info['id']: info['score'] for info in prediction.metainfo.get('segments_info', ())}
            segments = prediction.sem_seg[0].cpu().numpy()
            panels['prediction'] = draw_panoptic(image, segments, classes, palette, scores)
        if draw_gt and _has_truth(data_sample):
            panels['truth'] = draw_panoptic(image, truth_map(data_sample, image.shape[:2]), classes, palette)
        return compose(panels)

    def add_datasample(self, name, image, data_sample=None, draw_gt=True, draw_pred=True, show=False, wait_time=0,
                       out_file=None, pred_score_thr=0.3, step=0):
        """Draw a sample, and show it, write it to a file, or hand it to the backends.

        Args:
            name (str): Name of the picture.
            image (ndarray): Shape (height, width, 3), red, green and blue.
            data_sample (DetDataSample, optional): See :meth:`draw`.
            draw_gt (bool): Draw the truth if there is one.
            draw_pred (bool): Draw the prediction if there is one.
            show (bool): Show the picture in a window, and do nothing else with it.
            wait_time (float): Seconds that the window stays.
            out_file (str, optional): File to write; otherwise the picture goes to the backends.
            pred_score_thr (float): For samples without panoptic parts; segments of panoptic predictions have
                passed the thresholds of their model.
            step (int): Number of the picture for the backends.
        """
        if data_sample is None or not ('pred_panoptic_seg' in data_sample or _has_truth(data_sample)):
            super().add_datasample(name, image, data_sample, draw_gt, draw_pred, show, wait_time, out_file,
                                   pred_score_thr, step)
            return
        picture = self.draw(image.clip(0, 255).astype(np.uint8), data_sample, draw_gt, draw_pred)
        if show:
            self.show(picture, win_name=name, wait_time=wait_time)
        elif out_file is not None:
            mmcv.imwrite(picture[..., ::-1], out_file)
        else:
            self.add_image(name, picture, step)


def _has_truth(data_sample):
    return 'gt_sem_seg' in data_sample and 'masks' in data_sample.get('gt_instances', {})


def truth_map(data_sample, shape):
    """Join the semantic map and the instances of a sample to a panoptic map.

    Args:
        data_sample (DetDataSample): With ``gt_sem_seg`` and ``gt_instances`` of N masks.
        shape (tuple[int, int]): Height and width of the picture.  Truth of that size belongs to it as it is;
            other truth was resized or padded by the pipeline, and loses its padding before it is resized.

    Returns:
        ndarray: Shape (height, width) of the picture, int32: the class on stuff, ``class + 1000 * (1 + n)`` on
        the n-th instance, and the value of ignored pixels, 255, on void.
    """
    segments = data_sample.gt_sem_seg.sem_seg[0].cpu().numpy().astype(np.int32)
    instances = data_sample.gt_instances
    for number, (label, mask) in enumerate(zip(instances.labels.tolist(), instances.masks.masks, strict=True)):
        segments[mask.astype(bool)] = label + INSTANCE_OFFSET * (number + 1)
    if segments.shape == shape:
        return segments
    height, width = data_sample.metainfo.get('img_shape', segments.shape)[:2]
    segments = segments[:height, :width]
    if segments.shape == shape:
        return segments
    return cv2.resize(segments, shape[::-1], interpolation=cv2.INTER_NEAREST_EXACT)
