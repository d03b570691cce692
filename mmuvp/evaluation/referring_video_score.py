"""How well masks in videos fit what expressions refer to."""
from collections import defaultdict

import numpy as np
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS

from .referred_masks import referred_masks
from .video_scores import score_object


@METRICS.register_module()
class ReferringVideoScore(BaseMetric):
    """J, F and their mean `J&F` of Ref-DAVIS 2017, in percent.

    Scores are averaged over the frames of an object, all of which count as no mask is given, then over objects, and
    then over annotations. Samples are frames of :class:`mmuvp.RefDAVIS`; `meta_keys` of `PackDetInputs` must contain
    `sequence` and `gt_masks`.

    Args:
        collect_device, prefix (str): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a sample does not tell its sequence, or lacks a true mask of the size of the prediction.
    """
    default_prefix = 'davis'

    def process(self, data_batch, data_samples):
        """Score the frames of a batch."""
        for sample in data_samples:
            if 'sequence' not in sample:
                raise ValueError('a sample does not tell its video: let the meta_keys of PackDetInputs contain '
                                 'sequence')
            mask, truth = referred_masks(sample)
            self.results.append((tuple(sample['sequence']), score_object([mask], [truth])))

    def compute_metrics(self, results):
        """Average the scores of all frames.

        Args:
            results (list[tuple]): Of each frame, its sequence (annotation, video, object), and J and F.

        Returns:
            dict[str, float]: `J&F`, `J` and `F`.
        """
        frames = defaultdict(list)
        for sequence, scores in results:
            frames[sequence].append(scores)
        objects = defaultdict(list)
        for (annotation, _, _), scores in frames.items():
            objects[annotation].append(np.mean(scores, axis=0))
        region, contour = 100 * np.mean([np.mean(scores, axis=0) for scores in objects.values()], axis=0)
        return {'J&F': float(region + contour) / 2, 'J': float(region), 'F': float(contour)}
