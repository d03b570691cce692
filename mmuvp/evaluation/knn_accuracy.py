"""Classes by a vote of the nearest labelled images."""
import numpy as np
import torch
import torch.nn.functional as F

from mmuvp.registry import METRICS

from .feature_metric import FeatureMetric

# references that a batch is compared with at a time, which bounds the memory that similarities take
CHUNK = 65536


@METRICS.register_module()
class KNNAccuracy(FeatureMetric):
    """Accuracy, in percent, of a weighted vote among the k nearest images of the reference set.

    iBOT, section 6.4.1, with the protocol of DINO: each of the k neighbours adds ``exp(cosine / temperature)`` to its
    class. A class that gets no vote is no prediction. Keys: `top1` and so on, the best over k, and `top1_k20` and so
    on of each k.

    Args:
        k (Sequence[int]): Numbers of neighbours.
        temperature (float): Of the votes.
        topk (Sequence[int]): How many of the best classes count as predictions.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If the temperature is not positive, the reference set has fewer images than k, or classes than
            `topk`; or images have several labels.
    """
    default_prefix = 'knn'

    def __init__(self, k=(10, 20, 100, 200), temperature=0.07, topk=(1, 5), collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        if temperature <= 0:
            raise ValueError(f'temperature must be above 0, got {temperature}')
        self.k, self.temperature, self.topk = sorted(k), temperature, tuple(topk)

    def fit(self, features, labels):
        """Remember the reference set; see :meth:`FeatureMetric.fit`."""
        check_single_label(labels)
        self.num_classes = int(labels.max()) + 1
        if len(features) < self.k[-1]:
            raise ValueError(f'k is {self.k[-1]}, but the reference set has {len(features)} images')
        if self.num_classes < max(self.topk):
            raise ValueError(f'topk is {max(self.topk)}, but the reference set has {self.num_classes} classes')
        self.reference, self.labels = F.normalize(features), labels

    def judge(self, features, labels):
        """Tell which of the best classes hold the truth.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Shape (B, ).

        Returns:
            ndarray: Shape (B, numbers of neighbours, numbers of best classes), booleans.
        """
        similarity, indices = nearest(F.normalize(features), self.reference, self.k[-1])
        weights, classes = (similarity / self.temperature).exp(), self.labels[indices]
        hits = []
        for k in self.k:
            votes = weights.new_zeros(len(features), self.num_classes)
            values, best = votes.scatter_add_(1, classes[:, :k], weights[:, :k]).topk(max(self.topk))
            right = (best == labels[:, None]) & (values > 0)
            hits.append(torch.stack([right[:, :count].any(dim=1) for count in self.topk], dim=1))
        return torch.stack(hits, dim=1).cpu().numpy()

    def forget(self):
        """Give back the memory of the reference set."""
        self.reference = self.labels = None

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[ndarray]): See :meth:`judge`.

        Returns:
            dict[str, float]: Accuracies.
        """
        accuracy = 100 * np.mean(results, axis=0)
        names = [f'top{count}' for count in self.topk]
        scores = dict(zip(names, accuracy.max(axis=0).tolist(), strict=True))
        for k, row in zip(self.k, accuracy.tolist(), strict=True):
            scores.update({f'{name}_k{k}': value for name, value in zip(names, row, strict=True)})
        return scores


def nearest(queries, reference, k):
    """Find the nearest of many vectors, without all similarities at once.

    Args:
        queries (Tensor): Shape (B, D).
        reference (Tensor): Shape (N, D).
        k (int): How many are wanted, at most N.

    Returns:
        tuple[Tensor, Tensor]: Inner products in descending order, and indices into the reference, both (B, k).
    """
    best = queries.new_empty(len(queries), 0)
    indices = torch.empty_like(best, dtype=torch.long)
    for start in range(0, len(reference), CHUNK):
        similarity = queries @ reference[start:start + CHUNK].T
        chunk = torch.arange(start, start + similarity.shape[1], device=queries.device).expand_as(similarity)
        best, order = torch.cat([best, similarity], dim=1).topk(min(k, best.shape[1] + similarity.shape[1]))
        indices = torch.cat([indices, chunk], dim=1).gather(1, order)
    return best, indices


def check_single_label(labels):
    """Make sure that each image has one label.

    Args:
        labels (Tensor): Of all images.

    Raises:
        ValueError: If an image has several.
    """
    if labels.dim() != 1:
        raise ValueError('images must have one label each, not several')
