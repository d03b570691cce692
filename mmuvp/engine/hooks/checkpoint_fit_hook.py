"""Refusing a checkpoint that does not fit."""
from mmengine.hooks import Hook
from mmengine.model import BaseTTAModel, is_model_wrapper

from ...apis.model import training_only_prefixes
from ...checkpoints import extract_weights, load_weights
from ...registry import HOOKS


@HOOKS.register_module()
class CheckpointFitHook(Hook):
    """Makes a Runner fail where it would only warn that a checkpoint is of another model.

    The parts that only training uses may be absent from the checkpoint or from the model.

    Raises:
        CheckpointError: A shape differs, or a key is missing or unknown.
    """

    priority = 'LOWEST'  # after the hook that swaps averaged weights in

    def after_load_checkpoint(self, runner, checkpoint):
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        if isinstance(model, BaseTTAModel):
            model = model.module
        load_weights(model, extract_weights(checkpoint), runner.cfg.load_from, training_only_prefixes(model))
