"""Classes that a projection head has found without labels."""
import numpy as np
from mmengine.evaluator import BaseMetric
from scipy.optimize import linear_sum_assignment

from mmuvp.apis.features import label_of
from mmuvp.registry import METRICS


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
        # here, because it takes seconds that other metrics need not spend
        from sklearn.metrics import adjusted_rand_score, fowlkes_mallows_score, normalized_mutual_info_score
        clusters, classes = np.array(results).T
        scores = dict(acc=clustering_accuracy(clusters, classes), ari=adjusted_rand_score(classes, clusters),
                      nmi=normalized_mutual_info_score(classes, clusters),
                      fmi=fowlkes_mallows_score(classes, clusters))
        return {name: 100 * float(score) for name, score in scores.items()}


def clustering_accuracy(clusters, classes):
    """Share of images in the right cluster, when each cluster stands for the class that suits all of them best.

    Args:
        clusters (ndarray): Shape (N, ), integers.
        classes (ndarray): Likewise.

    Returns:
        float: From 0 to 1, with the best one-to-one matching of clusters and classes.
    """
    from sklearn.metrics.cluster import contingency_matrix
    table = contingency_matrix(classes, clusters)
    return table[linear_sum_assignment(table, maximize=True)].sum() / table.sum()
