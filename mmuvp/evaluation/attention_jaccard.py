"""Class attention as a segmentation that only labels of images have taught."""
import mmcv
import numpy as np
from mmengine import fileio
from mmengine.evaluator import BaseMetric

from mmuvp.models.task_modules import attention_masks
from mmuvp.registry import METRICS


@METRICS.register_module()
class AttentionJaccard(BaseMetric):
    """Jaccard index, in percent, of thresholded class attention and the foreground, mean over images.

    TransMix, section 4.4 and table 5. Of each sample it reads `pred_attention` (h, w), of the whole image, and, of its
    meta information, `seg_map_path`, which the `meta_keys` of `PackInputs` must name. Key: `jaccard`.

    Args:
        foreground (Sequence[int]): The values of the label map that are foreground.
        ignore_index (int, optional): The value of pixels that do not count.
        mass (float): Share of the attention that the mask keeps.
        interpolation (str): How attention gets the size of the label map: `'nearest'` or `'bilinear'`.
        backend_args (dict, optional): Storage backend of the label maps.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        FileNotFoundError: If a label map is missing.
        ValueError: If a label map has several channels, no image has foreground, a sample has no `seg_map_path`, or
            see :func:`mmuvp.models.task_modules.attention_masks`.
    """
    default_prefix = 'attention'

    def __init__(self, foreground, ignore_index=255, mass=0.9, interpolation='nearest', backend_args=None,
                 collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.foreground = list(foreground)
        self.ignore_index = ignore_index
        self.mass, self.interpolation = mass, interpolation
        self.backend_args = backend_args

    def process(self, data_batch, data_samples):
        """Keep the Jaccard index of each of a batch of samples; images without foreground have none."""
        for sample in data_samples:
            if 'seg_map_path' not in sample:
                raise ValueError('a sample does not name its label map: let the meta_keys of PackInputs contain '
                                 'seg_map_path')
            labels = self._read(sample['seg_map_path'])
            truth, counts = np.isin(labels, self.foreground), labels != self.ignore_index
            mask = attention_masks(
                sample['pred_attention'][None], labels.shape, self.mass, self.interpolation)[0].cpu().numpy()
            if truth.any():
                self.results.append((mask & truth).sum() / ((mask | truth) & counts).sum())

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[float]): Of each image with foreground.

        Returns:
            dict[str, float]: `jaccard`.
        """
        if not results:
            raise ValueError(f'no label map has any of the values {self.foreground}, so there is no foreground')
        return dict(jaccard=100 * float(np.mean(results)))

    def _read(self, path):
        if not fileio.exists(path, self.backend_args):
            raise FileNotFoundError(f'label map {path} does not exist')
        # pillow keeps the values of a PNG with a palette, as those of Pascal VOC are
        labels = mmcv.imfrombytes(fileio.get(path, self.backend_args), flag='unchanged', backend='pillow')
        if labels.ndim != 2:
            raise ValueError(f'{path} is no label map: it has {labels.shape[2]} channels')
        return labels
