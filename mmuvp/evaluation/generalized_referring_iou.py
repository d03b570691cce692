"""How well masks fit expressions that may refer to several objects, or to none."""
import numpy as np

from mmuvp.registry import METRICS

from .referring_iou import ReferringIoU, intersection_over_union, overall_iou, precisions


@METRICS.register_module()
class GeneralizedReferringIoU(ReferringIoU):
    """The metrics of generalised referring segmentation (GRES), in percent.

    `gIoU` is the mean over all samples; where nothing is referred to, it is 1 if nothing is predicted, and 0 otherwise.
    `cIoU` is the intersections of all samples over their unions. `N-acc` is the share of the samples without a target
    for which nothing is predicted, `T-acc` the share of those with one for which something is; each is left out if
    there is no such sample. The precisions are of samples with a target.

    Args:
        min_pixels (int): A prediction of fewer pixels is none. GRES takes 50 for models that do not tell by themselves
            that there is no target.
        **kwargs: Arguments of :class:`ReferringIoU`.
    """
    default_prefix = 'gres'

    def __init__(self, min_pixels=50, **kwargs):
        super().__init__(**kwargs)
        self.min_pixels = min_pixels

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[int, int, int]]): See :meth:`ReferringIoU.compute_metrics`.

        Returns:
            dict[str, float]: `gIoU`, `cIoU`, `N-acc`, `T-acc` and precisions.
        """
        results = [(intersection, predicted, true) if predicted >= self.min_pixels else (0, 0, true)
                   for intersection, predicted, true in results]
        intersections, unions, ious = intersection_over_union(results)
        _, predicted, true = np.array(results).T
        has_target = true > 0
        scores = dict(gIoU=100 * float(ious.mean()), cIoU=overall_iou(intersections, unions))
        if not has_target.all():
            scores['N-acc'] = 100 * float((predicted[~has_target] == 0).mean())
        if has_target.any():
            scores['T-acc'] = 100 * float((predicted[has_target] > 0).mean())
            scores.update(precisions(ious[has_target], self.thresholds))
        return scores
