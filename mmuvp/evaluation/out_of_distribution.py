"""How well a classifier's lack of confidence finds images of classes that it does not know."""
from mmengine.evaluator import BaseMetric

from mmuvp.registry import METRICS

from .average_precision import average_precision
from .label_subset import restrict


@METRICS.register_module()
class OutOfDistribution(BaseMetric):
    """AUPR, in percent, of finding images out of distribution by the negative of the largest probability.

    The measure of ImageNet-O (TransMix, section 4.3 and table 4; Hendrycks et al., Natural Adversarial Examples,
    2021): images out of distribution are the positive ones, and chance finds them with an AUPR of their share.

    Of each sample it reads `pred_score` (classes, ) and, of its meta information, `out_of_distribution`, a bool,
    which the `meta_keys` of `PackInputs` must name.

    Args:
        restricted (bool): Let the classifier choose among the classes only that the data set's meta information
            names as `labels`.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a sample does not tell what it is, `labels` are wanted but not there, or the images are not of
            both kinds.
    """
    default_prefix = 'out_of_distribution'

    def __init__(self, restricted=False, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.restricted = restricted

    def process(self, data_batch, data_samples):
        """Keep the score of a batch of samples, and what each is."""
        labels = self._labels() if self.restricted else None
        for sample in data_samples:
            if 'out_of_distribution' not in sample:
                raise ValueError('a sample does not tell whether it is out of distribution: let the meta_keys of '
                                 'PackInputs contain out_of_distribution')
            scores = sample['pred_score'] if labels is None else restrict(sample['pred_score'], labels)
            self.results.append((-scores.max().item(), sample['out_of_distribution']))

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[float, bool]]): Score of each, and whether it is out of distribution.

        Returns:
            dict[str, float]: `aupr`.
        """
        scores, outside = zip(*results, strict=True)
        if len(set(outside)) != 2:
            raise ValueError('AUPR needs images in and out of distribution; all are '
                             f'{"out of it" if outside[0] else "in it"}')
        return dict(aupr=100 * average_precision(outside, scores))

    def _labels(self):
        labels = (self.dataset_meta or {}).get('labels')
        if labels is None:
            raise ValueError('OutOfDistribution: restricted needs a data set whose meta information has labels')
        return labels
