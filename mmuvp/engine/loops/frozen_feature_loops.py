"""Validation and test of a backbone's features as they are."""
import torch
from mmengine.model import is_model_wrapper
from mmengine.runner import TestLoop, ValLoop, autocast

from ...apis.features import FeatureExtractor, extract_features
from ...registry import LOOPS


class _FrozenFeatures:
    """What the two loops share: features in the place of predictions, and of a second data set before.

    Metrics that are :class:`mmuvp.evaluation.FeatureMetric` are fitted to the features of the reference set, then
    given data samples with `features`.
    """

    phase = None

    def __init__(self, runner, dataloader, evaluator, reference_dataloader=None, features=None, fp16=False):
        super().__init__(runner, dataloader, evaluator, fp16)
        self.features = dict(features or {})
        self.reference = None
        self.fitted = [metric for metric in self.evaluator.metrics if hasattr(metric, 'fit')]
        if bool(self.fitted) != (reference_dataloader is not None):
            raise ValueError('reference_dataloader is for metrics that are fitted to features, such as '
                             'mmuvp.KNNAccuracy, and these need it')
        if reference_dataloader is not None:
            reference_dataloader = {'collate_fn': {'type': 'default_collate'}, **reference_dataloader}
            self.reference = runner.build_dataloader(reference_dataloader, seed=runner.seed)

    def run_iter(self, idx, data_batch):
        """Score the features of a batch; those of the reference set are extracted before the first one.

        Only now are the model in evaluation mode and its averaged weights, if there are any, in place.
        """
        if idx == 0:
            self._begin()
        self.runner.call_hook(f'before_{self.phase}_iter', batch_idx=idx, data_batch=data_batch)
        with autocast(enabled=self.fp16):
            features, samples = self.extractor(data_batch)
        for sample, feature in zip(samples, features, strict=True):
            sample.features = feature
        self.evaluator.process(data_samples=samples, data_batch=data_batch)
        self.runner.call_hook(f'after_{self.phase}_iter', batch_idx=idx, data_batch=data_batch, outputs=samples)

    @torch.no_grad()
    def _begin(self):
        model = self.runner.model
        model = model.module if is_model_wrapper(model) else model
        self.extractor = FeatureExtractor(model, **self.features)
        if self.reference is None:
            return
        with autocast(enabled=self.fp16):
            reference = extract_features(self.extractor, self.reference)
        for metric in self.fitted:
            metric.fit(*reference)


@LOOPS.register_module()
class FrozenFeatureValLoop(_FrozenFeatures, ValLoop):
    """Validation of the features of a backbone, also of one that is being pre-trained without labels.

    With the metric ``mmuvp.KNNAccuracy`` it is the k-NN evaluation of section 6.4.1 of iBOT; other subclasses of
    :class:`mmuvp.evaluation.FeatureMetric` judge the features in other ways.

    Args:
        runner (Runner): The runner.
        dataloader (dict): Config of the images that are judged, one view of each.
        evaluator (dict | list): Metrics that read the `features` of data samples.
        reference_dataloader (dict, optional): Config of the images with known labels, all with the transforms of a
            test, to whose features the metrics are fitted first.
        features (dict, optional): Arguments of :class:`mmuvp.apis.features.FeatureExtractor`, such as
            ``dict(network='teacher.backbone')``.
        fp16 (bool): Extract features in mixed precision.

    Raises:
        ValueError: If there is a reference set without a metric that is fitted to it, or the reverse; and see
            :class:`mmuvp.apis.features.FeatureExtractor` and :func:`mmuvp.apis.features.extract_features`.
    """

    phase = 'val'


@LOOPS.register_module()
class FrozenFeatureTestLoop(_FrozenFeatures, TestLoop):
    """:class:`FrozenFeatureValLoop` as a test, for checkpoints; the arguments are the same."""

    phase = 'test'
