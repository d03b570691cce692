"""Accuracy of the best of many classifiers."""
import torch
from mmengine.evaluator import BaseMetric

from mmuvp.apis.features import label_of
from mmuvp.registry import METRICS


@METRICS.register_module()
class SweepAccuracy(BaseMetric):
    """Accuracy, in percent, of the best of the classifiers of a :class:`mmuvp.models.heads.LinearSweepHead`.

    The published protocol reports the best over rates and epochs; the latter is what `save_best='accuracy/top1'` of
    the checkpoint hook keeps. Keys: `top1` and so on, each of the rate with the best of the first, and `rate`.

    Args:
        topk (Sequence[int]): How many of the best classes count as predictions.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        ValueError: If samples lack the scores of the classifiers.
    """
    default_prefix = 'accuracy'

    def __init__(self, topk=(1, 5), collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        self.topk = tuple(topk)
        self.rates = None

    def process(self, data_batch, data_samples):
        """Keep how many classes each classifier prefers to the true one, of a batch of samples."""
        if any('sweep_scores' not in sample for sample in data_samples):
            raise ValueError('SweepAccuracy reads sweep_scores: it needs mmuvp.LinearSweepHead without predict_rate')
        scores = torch.stack([sample['sweep_scores'] for sample in data_samples])
        labels = torch.stack([label_of(sample) for sample in data_samples]).to(scores.device)
        truth = scores.gather(2, labels[:, None, None].expand(-1, scores.shape[1], 1))
        # what is not a number is never right: the highest rates may diverge
        self.results.extend((~(scores <= truth)).sum(dim=2).cpu())
        self.rates = data_samples[0]['sweep_rates'].tolist()

    def compute_metrics(self, results):
        """Score all samples.

        Args:
            results (list[Tensor]): Of each sample, by classifier, the number of classes before the true one.

        Returns:
            dict[str, float]: Accuracies, and the best learning rate.
        """
        before = torch.stack(list(results))
        accuracy = torch.stack([100 * (before < count).float().mean(dim=0) for count in self.topk])
        best = accuracy[0].argmax()
        scores = {f'top{count}': value for count, value in zip(self.topk, accuracy[:, best].tolist(), strict=True)}
        return dict(scores, rate=self.rates[best])
