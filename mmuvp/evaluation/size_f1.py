"""How well a classifier finds the classes of small, medium and large objects."""
import torch
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS


@METRICS.register_module()
class SizeF1(BaseMetric):
    """F1 in percent of the labels that objects of each size give to images (ELASTIC, section 2.4.3, table 2.4).

    Predictions know no size, so that all sizes share them. Of a size, a class is found where it is predicted and an
    object of that size and class is in the image; it is missed where there is such an object alone. It is wrong, for
    all sizes alike, where it is predicted and no object of the class, whatever its size, is in the image.

    Of each sample it reads `pred_score` (classes, ), `gt_score` (classes, ) and `gt_size_score` (sizes, classes), as
    :class:`mmuvp.CocoMultiLabel` gives them; `algorithm_keys` of `PackInputs` must contain the latter.

    Args:
        sizes (Sequence[str]): Names of the rows of `gt_size_score`.
        threshold (float): Scores from here on are positive.
        collect_device, prefix (str): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a sample lacks `gt_size_score`, or it has another number of sizes.
    """
    default_prefix = 'size'

    def __init__(self, sizes=('small', 'medium', 'large'), threshold=0.5, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.sizes, self.threshold = tuple(sizes), threshold

    def process(self, data_batch, data_samples):
        """Count what a batch has found, missed and got wrong."""
        for sample in data_samples:
            if 'gt_size_score' not in sample:
                raise ValueError('a sample has no labels by size: let the algorithm_keys of PackInputs contain '
                                 'gt_size_score')
            truth = torch.as_tensor(sample['gt_size_score']).cpu() > 0
            if len(truth) != len(self.sizes):
                raise ValueError(f'gt_size_score has {len(truth)} sizes, not {len(self.sizes)}')
            positive = sample['pred_score'].cpu() >= self.threshold
            wrong = positive & ~(sample['gt_score'].cpu() > 0)
            self.results.append(torch.stack([truth & positive, truth & ~positive, wrong.expand_as(truth)]))

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[Tensor]): Of each sample, (3, sizes, classes), bool: what it has found, missed and got wrong.

        Returns:
            dict[str, float]: By size, `{size}_f1_class`, the mean of the classes' F1, where one that is never found
            counts as 0, and `{size}_f1_overall`, of all classes' counts together.
        """
        found, missed, wrong = torch.stack(results).sum(dim=0)
        scores = {}
        for i, size in enumerate(self.sizes):
            counts = found[i], missed[i], wrong[i]
            scores[f'{size}_f1_class'] = f1(*counts).mean().item()
            scores[f'{size}_f1_overall'] = f1(*(count.sum() for count in counts)).item()
        return scores


def f1(found, missed, wrong):
    """F1 in percent of counts of any shape; 0 where nothing is found."""
    return 200 * found.double() / (2 * found + missed + wrong).clamp(min=1)
