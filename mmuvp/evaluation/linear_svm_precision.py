"""Average precision of support vector machines on frozen features."""
import numpy as np
import torch
import torch.nn.functional as F

from mmuvp.apis.linear_svm import fit_linear_svm, with_bias
from mmuvp.registry import METRICS

from .average_precision import average_precision, eleven_point_precision
from .feature_metric import FeatureMetric


@METRICS.register_module()
class LinearSVMPrecision(FeatureMetric):
    """Mean average precision, in percent, of a linear SVM for each of several labels.

    CO2, section 5.3.4 and appendix D.2, after Goyal et al., "Scaling and Benchmarking Self-Supervised Visual
    Representation Learning", ICCV 2019. Features have length 1, and images with a label count twice. The cost of each
    label is the one whose machine, fitted to the other reference images, has the best average precision on held-out
    ones. Keys: `mAP`, of the area under the curve, and `mAP_11points`.

    Labels are 1, 0, or -1 of images that do not count for the label, neither in the reference set nor in the test.

    Args:
        costs (Sequence[float]): Those that are tried.
        holdout (int): Every so manieth reference image is held out.
        max_iter (int): Iterations of the solver.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a cost is not positive, images have one label each, or a label has no image that is held out, or
            none that is not.
    """
    default_prefix = 'svm'

    def __init__(self, costs=tuple(4.0 ** k for k in range(-5, 6)), holdout=4, max_iter=1000, collect_device='cpu',
                 prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.costs, self.holdout, self.max_iter = sorted(costs), holdout, max_iter

    def fit(self, features, labels):
        """Choose the costs, and fit the machines; see :meth:`FeatureMetric.fit`."""
        if labels.dim() != 2:
            raise ValueError('each image must have a score for each label: the data set must give gt_score')
        features = F.normalize(features)
        held_out = torch.arange(len(features), device=features.device) % self.holdout == 0
        for part in (held_out, ~held_out):
            if missing := (labels[part] <= 0).all(dim=0).nonzero().flatten().tolist():
                raise ValueError(f'of the reference images, labels {missing[:5]} have none among the '
                                 f'{"held-out ones" if part is held_out else "others"}')
        precision = [column_precisions(features[held_out], labels[held_out],
                                       self._machines(features[~held_out], labels[~held_out], cost))
                     for cost in self.costs]
        best = np.argmax(precision, axis=0)
        self.weights = torch.empty(0)
        for index in np.unique(best):
            weights = self._machines(features, labels, self.costs[index])
            self.weights = self.weights if len(self.weights) else torch.zeros_like(weights)
            chosen = torch.from_numpy(best == index).to(weights.device)
            self.weights[chosen] = weights[chosen]

    def judge(self, features, labels):
        """Score a batch.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Shape (B, labels).

        Returns:
            ndarray: Shape (B, 2, labels), scores and truth.
        """
        scores = with_bias(F.normalize(features)) @ self.weights.T
        return torch.stack([scores, labels.double()], dim=1).cpu().numpy()

    def forget(self):
        """Give back the memory of the machines."""
        self.weights = None

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[ndarray]): See :meth:`judge`.

        Returns:
            dict[str, float]: Mean precisions.

        Raises:
            ValueError: If no image has some label.
        """
        scores, truth = np.stack(results, axis=1)
        return dict(mAP=100 * np.mean(precisions(scores, truth)),
                    mAP_11points=100 * np.mean(precisions(scores, truth, eleven_point_precision)))

    def _machines(self, features, labels, cost):
        return fit_linear_svm(features, labels, cost, positive_weight=2., max_iter=self.max_iter)


def column_precisions(features, labels, weights):
    """Average precision of each machine, see :func:`precisions`."""
    return precisions((with_bias(features) @ weights.T).cpu().numpy(), labels.cpu().numpy())


def precisions(scores, truth, measure=average_precision):
    """Precision of each label over the images that count for it.

    Args:
        scores (ndarray): Shape (N, labels).
        truth (ndarray): Shape (N, labels): 1, 0, or -1 where an image does not count.
        measure (Callable): Of the truth and the scores of one label.

    Returns:
        list[float]: One for each label.
    """
    return [measure(truth[counts, label] > 0, scores[counts, label])
            for label, counts in enumerate((truth >= 0).T)]
