"""Average precision of support vector machines on frozen features."""
import numpy as np
import torch.nn.functional as F

from mmuvp.registry import METRICS

from .average_precision import average_precision, eleven_point_precision
from .feature_metric import FeatureMetric

CLASS_WEIGHT = {False: 1, True: 2}


@METRICS.register_module()
class LinearSVMPrecision(FeatureMetric):
    """Mean average precision, in percent, of a linear SVM for each of several labels.

    CO2, section 5.3.4 and appendix D.2, after Goyal et al., "Scaling and Benchmarking Self-Supervised Visual
    Representation Learning", ICCV 2019. Features have length 1, and images with a label count twice. The cost of each
    label is the one whose machine, fitted to the other reference images, has the best average precision on held-out
    ones. Machines are those of scikit-learn's `LinearSVC`, with squared hinge losses. Keys: `mAP`, of the area under
    the curve, and `mAP_11points`.

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
        if min(costs) <= 0:
            raise ValueError(f'costs must be above 0, got {min(costs)}')
        self.costs, self.holdout, self.max_iter = sorted(costs), holdout, max_iter

    def fit(self, features, labels):
        """Choose the costs, and fit the machines; see :meth:`FeatureMetric.fit`."""
        if labels.dim() != 2:
            raise ValueError('each image must have a score for each label: the data set must give gt_score')
        features, labels = F.normalize(features).cpu().numpy(), labels.cpu().numpy()
        held_out = np.arange(len(features)) % self.holdout == 0
        for part, name in ((held_out, 'held-out ones'), (~held_out, 'others')):
            if missing := np.flatnonzero((labels[part] <= 0).all(axis=0)).tolist():
                raise ValueError(f'of the reference images, labels {missing[:5]} have none among the {name}')
        self.machines = []
        for label in labels.T:
            precision = [self._held_out_precision(features, label, held_out, cost) for cost in self.costs]
            self.machines.append(self._machine(features, label, self.costs[np.argmax(precision)]))

    def judge(self, features, labels):
        """Score a batch.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Shape (B, labels).

        Returns:
            ndarray: Shape (B, 2, labels), scores and truth.
        """
        features = F.normalize(features).cpu().numpy()
        scores = np.stack([machine.decision_function(features) for machine in self.machines], axis=1)
        return np.stack([scores, labels.cpu().numpy()], axis=1)

    def forget(self):
        """Give back the memory of the machines."""
        self.machines = None

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

    def _held_out_precision(self, features, label, held_out, cost):
        machine = self._machine(features[~held_out], label[~held_out], cost)
        scores = machine.decision_function(features[held_out])
        return precisions(scores[:, None], label[held_out, None])[0]

    def _machine(self, features, label, cost):
        # here, because it takes seconds that other metrics need not spend
        from sklearn.svm import LinearSVC
        counts = label >= 0
        # the primal problem is solved without random choices
        machine = LinearSVC(C=cost, class_weight=CLASS_WEIGHT, dual=False, max_iter=self.max_iter)
        return machine.fit(features[counts], label[counts] > 0)


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
