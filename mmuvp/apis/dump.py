"""Predictions and scores as files."""
import json
from pathlib import Path

import cv2
import numpy as np
from mmengine.evaluator import DumpResults
from mmengine.evaluator.metric import _to_cpu

TRUTH = ('gt_instances', 'ignored_instances', 'gt_panoptic_seg', 'gt_sem_seg', 'gt_label', 'gt_score')


class DumpPredictions(DumpResults):
    """Writes the predictions of every task to one pickle of plain data, with masks compressed.

    Each image is a dict of what the model predicted and of its meta-information.  Instance masks become COCO
    run-length codes; a panoptic map becomes ``png``, the bytes of a PNG file with 8 bits each for red, green
    and blue that hold ``red + 256 * green + 65536 * blue = class + 1000 * instance``, and so does the semantic map
    beside it, with classes alone.  What is known of the truth is left out.

    Args:
        out_file_path (str): Ends with ``.pkl`` or ``.pickle``.
    """

    def process(self, data_batch, data_samples):
        """Keep the predictions of one batch.

        Args:
            data_batch (dict): Not used.
            data_samples (Sequence[dict]): Predictions, as ``Evaluator`` hands them on.
        """
        for sample in _to_cpu(data_samples):
            sample = {key: value for key, value in sample.items() if key not in TRUTH}
            instances, panoptic = sample.get('pred_instances'), sample.get('pred_panoptic_seg')
            if instances and 'masks' in instances:
                instances['masks'] = _encode_masks(instances['masks'])
            if panoptic is not None:
                panoptic['png'] = encode_panoptic(panoptic.pop('sem_seg')[0].numpy())
                if (semantic := sample.get('pred_sem_seg')) is not None:
                    semantic['png'] = encode_panoptic(semantic.pop('sem_seg')[0].numpy())
            self.results.append(sample)


def encode_panoptic(segments):
    """Compress a panoptic map.

    Args:
        segments (ndarray): Shape (height, width), integers from 0 to 2**24 - 1.

    Returns:
        bytes: A PNG file, see :class:`DumpPredictions`.
    """
    blue_green_red = np.stack([segments >> 16, segments >> 8, segments], axis=-1).astype(np.uint8)
    return cv2.imencode('.png', blue_green_red)[1].tobytes()


def decode_panoptic(png):
    """Undo :func:`encode_panoptic`.

    Args:
        png (bytes): A PNG file.

    Returns:
        ndarray: Shape (height, width), int32.
    """
    blue_green_red = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).astype(np.int32)
    return blue_green_red @ np.array([1 << 16, 1 << 8, 1], np.int32)


def write_metrics(metrics, path):
    """Write scores as JSON.

    Args:
        metrics (dict[str, float]): Scores by name.
        path (str | Path): Where to.
    """
    values = {name: value.item() if hasattr(value, 'item') else value for name, value in metrics.items()}
    Path(path).write_text(json.dumps(values, indent=2, default=str) + '\n')


def _encode_masks(masks):
    from mmdet.structures.mask import encode_mask_results
    return encode_mask_results(masks.numpy())
