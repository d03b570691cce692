"""Data sets that order their samples themselves."""
from mmengine.hooks import Hook

from ...registry import HOOKS


@HOOKS.register_module()
class DatasetEpochHook(Hook):
    """Tells the training set which epoch begins, as `DistSamplerSeedHook` tells samplers.

    :class:`mmuvp.CaptionShards` has a new order in each epoch thereby, and after resuming that of the epoch.

    Raises:
        ValueError: The training set has no method `set_epoch`.
    """

    def before_train_epoch(self, runner):
        dataset = runner.train_dataloader.dataset
        if not hasattr(dataset, 'set_epoch'):
            raise ValueError(f'{type(dataset).__name__} has no set_epoch; mmuvp.DatasetEpochHook is for data sets that '
                             'order their samples themselves')
        dataset.set_epoch(runner.epoch)
