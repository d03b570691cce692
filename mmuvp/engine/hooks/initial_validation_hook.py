"""Validation before the first step of training."""
from mmengine.hooks import Hook

from ...registry import HOOKS


@HOOKS.register_module()
class InitialValidationHook(Hook):
    """Validates the weights that training starts from, so that a curve begins where it should.

    Training that is resumed has done so before.

    Raises:
        ValueError: The config has no validation.
    """

    priority = 'LOWEST'  # after the hooks that write logs and checkpoints are ready

    def before_train(self, runner):
        if runner.val_loop is None:
            raise ValueError('InitialValidationHook needs val_dataloader, val_evaluator and val_cfg')
        if runner.iter == 0:
            runner.val_loop.run()
