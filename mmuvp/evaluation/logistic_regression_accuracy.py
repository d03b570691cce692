"""Classes by logistic regression on frozen features."""
import numpy as np
import torch.nn.functional as F

from mmuvp.registry import METRICS

from .feature_metric import FeatureMetric
from .knn_accuracy import check_single_label

# with a thousand classes, gradients are below scikit-learn's own tolerance, 1e-4, before the first step
TOLERANCE = 1e-7


@METRICS.register_module()
class LogisticRegressionAccuracy(FeatureMetric):
    """Top-1 accuracy, in percent, of multinomial logistic regression on the features of the reference set.

    iBOT, appendix E.3 and table E.5, for 1 % and 10 % of the labels. Features have length 1, there is no intercept, and
    the penalty is swept. Keys: `top1`, the best over penalties, and `top1_0.1` and so on of each.

    What is minimised is the sum of cross entropies plus ``penalty / 2`` times the squares of the weights. Divided by
    the number of images, this is the objective that the published evaluation hands to its solver; scikit-learn calls
    ``1 / penalty`` C.

    Args:
        penalties (Sequence[float]): Those that are tried.
        max_iter (int): Iterations of the solver.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If a penalty is not positive, or images have several labels.
    """
    default_prefix = 'logistic_regression'

    def __init__(self, penalties=(0.01, 0.1, 1.0), max_iter=100, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        if min(penalties) <= 0:
            raise ValueError(f'penalties must be above 0, got {min(penalties)}')
        self.penalties, self.max_iter = tuple(penalties), max_iter

    def fit(self, features, labels):
        """Fit one classifier for each penalty; see :meth:`FeatureMetric.fit`."""
        # here, because it takes seconds that other metrics need not spend
        from sklearn.linear_model import LogisticRegression
        check_single_label(labels)
        features, labels = F.normalize(features).cpu().numpy(), labels.cpu().numpy()
        self.classifiers = [
            LogisticRegression(C=1 / penalty, fit_intercept=False, tol=TOLERANCE, max_iter=self.max_iter).fit(
                features, labels) for penalty in self.penalties]

    def judge(self, features, labels):
        """Tell which classifiers are right.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Shape (B, ).

        Returns:
            ndarray: Shape (B, penalties), booleans.
        """
        features, labels = features.cpu().numpy(), labels.cpu().numpy()
        return np.stack([classifier.predict(features) == labels for classifier in self.classifiers], axis=1)

    def forget(self):
        """Give back the memory of the classifiers."""
        self.classifiers = None

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
