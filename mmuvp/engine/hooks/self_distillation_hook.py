"""What changes in self-distillation while it trains."""
import math

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from ...registry import HOOKS


@HOOKS.register_module()
class SelfDistillationHook(Hook):
    """Lets the teacher of ``mmuvp.IBOT`` follow, and tells its loss the epoch.

    After each step of the optimizer the teacher's weights become ``m * teacher + (1 - m) * student``; m rises by half
    a cosine over all iterations.  All of it is a function of the iteration, so there is no state to save.

    Args:
        momentum (float): m of the first iteration.
        end_momentum (float): m that the last one approaches.
    """

    def __init__(self, momentum=0.996, end_momentum=1.0):
        self.momentum, self.end_momentum = momentum, end_momentum

    def before_train_epoch(self, runner):
        unwrapped(runner.model).head.epoch = runner.epoch

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        unwrapped(runner.model).update_teacher(self.momentum_at(runner.iter / runner.max_iters))

    def momentum_at(self, progress):
        """Return m after a share of all iterations (float from 0 to 1)."""
        rest = (1 + math.cos(math.pi * progress)) / 2
        return self.end_momentum - (self.end_momentum - self.momentum) * rest


def unwrapped(model):
    """Return the model itself, without what distributes it."""
    return model.module if is_model_wrapper(model) else model
