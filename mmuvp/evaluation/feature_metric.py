"""What metrics of frozen features have in common."""
from abc import abstractmethod

import torch
from mmengine.evaluator import BaseMetric

from mmuvp.apis.features import label_of


class FeatureMetric(BaseMetric):
    """A judgement of features: fitted to those of a reference set, then given those of the images to be judged.

    It needs the loops :class:`mmuvp.engine.loops.FrozenFeatureValLoop` and its sibling for tests.

    Args:
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.
    """

    @abstractmethod
    def fit(self, features, labels):
        """Learn from the reference set; each process of a distributed run does.

        Args:
            features (Tensor): Shape (N, D).
            labels (Tensor): Shape (N, ), or (N, classes) where images have several.
        """

    @abstractmethod
    def judge(self, features, labels):
        """Judge a batch.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): As in :meth:`fit`.

        Returns:
            Sequence: One entry a sample, for `compute_metrics`.
        """

    def forget(self):
        """Give back the memory that the reference set took; called after each evaluation."""

    def process(self, data_batch, data_samples):
        """Keep the judgements of a batch of samples with `features` and a label."""
        if any('features' not in sample for sample in data_samples):
            raise ValueError(f'{type(self).__name__} reads features: set the types of val_cfg and test_cfg to '
                             'mmuvp.FrozenFeatureValLoop and mmuvp.FrozenFeatureTestLoop')
        features = torch.stack([sample['features'] for sample in data_samples])
        labels = torch.stack([label_of(sample) for sample in data_samples]).to(features.device)
        self.results.extend(self.judge(features, labels))

    def evaluate(self, size):
        """Score all samples, see `mmengine.evaluator.BaseMetric`."""
        try:
            return super().evaluate(size)
        finally:
            self.forget()
