"""Classes that a projection head has found without labels."""
import numpy as np
from mmengine.evaluator import BaseMetric

from mmuvp.apis.features import label_of
from mmuvp.registry import METRICS

from .clustering import (
    adjusted_rand_index,
    clustering_accuracy,
    contingency,
    fowlkes_mallows_index,
    normalised_mutual_information,
)

SCORES = dict(acc=clustering_accuracy, ari=adjusted_rand_index, nmi=normalised_mutual_information,
              fmi=fowlkes_mallows_index)


@METRICS.register_module()
class ClusterAgreement(BaseMetric):
    """Agreement, in percent, of classes with the clusters that the largest entry of a feature names.

    iBOT, section 6.4.1 and table 6.5: features are the outputs of a projection head with as many entries as there are
    classes. Keys: `acc` after the best matching of clusters and classes, the adjusted Rand index `ari`, the normalised
    mutual information `nmi` (arithmetic mean) and the Fowlkes-Mallows index `fmi`.

    It needs the loops ``mmuvp.FrozenFeatureValLoop`` and ``mmuvp.FrozenFeatureTestLoop``, with a `projector`.

    Raises:
        ValueError: If samples have no features.
    """
    default_prefix = 'clusters'

    def process(self, data_batch, data_samples):
        """Keep the clusters and classes of a batch of samples."""
        if any('features' not in sample for sample in data_samples):
            raise ValueError('ClusterAgreement reads features: set the type of test_cfg to '
                             'mmuvp.FrozenFeatureTestLoop')
        self.results.extend((sample['features'].argmax().item(), label_of(sample).item()) for sample in data_samples)

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[tuple[int, int]]): Cluster and class of each.

        Returns:
            dict[str, float]: `acc`, `ari`, `nmi` and `fmi`.
        """
        table = contingency(*np.array(results).T)
        return {name: 100 * float(score(table)) for name, score in SCORES.items()}
