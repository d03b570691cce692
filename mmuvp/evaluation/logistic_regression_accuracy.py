"""Classes by logistic regression on frozen features."""
import numpy as np
import torch
import torch.nn.functional as F

from mmuvp.apis.logistic_regression import fit_logistic_regression
from mmuvp.registry import METRICS

from .feature_metric import FeatureMetric
from .knn_accuracy import check_single_label


@METRICS.register_module()
class LogisticRegressionAccuracy(FeatureMetric):
    """Top-1 accuracy, in percent, of multinomial logistic regression on the features of the reference set.

    iBOT, appendix E.3 and table E.5, for 1 % and 10 % of the labels. Features have length 1, there is no intercept, and
    the penalty is swept. Keys: `top1`, the best over penalties, and `top1_0.1` and so on of each.

    Args:
        penalties (Sequence[float]): See :func:`mmuvp.apis.logistic_regression.fit_logistic_regression`.
        max_iter (int): Iterations of the solver.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a penalty is not positive, or images have several labels.
    """
    default_prefix = 'logistic_regression'

    def __init__(self, penalties=(0.01, 0.1, 1.0), max_iter=100, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.penalties, self.max_iter = tuple(penalties), max_iter

    def fit(self, features, labels):
        """Fit one classifier for each penalty; see :meth:`FeatureMetric.fit`."""
        check_single_label(labels)
        features = F.normalize(features)
        self.weights = torch.stack([
            fit_logistic_regression(features, labels, penalty, self.max_iter) for penalty in self.penalties])

    def judge(self, features, labels):
        """Tell which classifiers are right.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Shape (B, ).

        Returns:
            ndarray: Shape (B, penalties), booleans.
        """
        predictions = torch.stack([(features @ weights.T).argmax(dim=1) for weights in self.weights], dim=1)
        return (predictions == labels[:, None]).cpu().numpy()

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[ndarray]): See :meth:`judge`.

        Returns:
            dict[str, float]: Accuracies.
        """
        accuracy = (100 * np.mean(results, axis=0)).tolist()
        each = {f'top1_{penalty:g}': value for penalty, value in zip(self.penalties, accuracy, strict=True)}
        return dict(each, top1=max(accuracy))
