"""Gradients that are bounded one parameter at a time."""
import torch
from mmengine.hooks import Hook

from ...registry import HOOKS
from .self_distillation_hook import unwrapped


@HOOKS.register_module()
class SeparateClippingHook(Hook):
    """Makes ``optim_wrapper.clip_grad`` bound the gradient of each parameter, not that of all together.

    DINO and iBOT train so, and hold the last layers of their heads still in the first epoch, for which their
    gradients are dropped: the optimizer then leaves these parameters as they are, without weight decay.  It works
    with the stock wrappers, in full and in mixed precision.

    Args:
        still (Sequence[str]): Beginnings of the names of parameters that are held still at first.
        still_epochs (int): For how many epochs.

    Raises:
        ValueError: If the wrapper has no ``clip_grad`` with ``max_norm``, or no parameter has such a name.
    """

    def __init__(self, still=(), still_epochs=1):
        self.still, self.still_epochs = tuple(still), still_epochs

    def before_train(self, runner):
        wrapper = runner.optim_wrapper
        if set(wrapper.clip_grad_kwargs or ()) != {'max_norm'}:
            raise ValueError('SeparateClippingHook needs optim_wrapper.clip_grad=dict(max_norm=...) and nothing else')
        parameters = dict(unwrapped(runner.model).named_parameters())
        for name in self.still:
            if not any(key.startswith(name) for key in parameters):
                raise ValueError(f'no parameter of the model is named {name}...')
        self._held = {p for key, p in parameters.items() if key.startswith(self.still)} if self.still else set()
        self._runner = runner
        wrapper.clip_func = self._clip

    def _clip(self, parameters, max_norm):
        if self._runner.epoch < self.still_epochs:
            for parameter in self._held:
                parameter.grad = None
        clip_separately(parameters, max_norm)


def clip_separately(parameters, max_norm):
    """Scale each gradient down to a norm, in place.

    Args:
        parameters (Iterable[nn.Parameter]): Those without a gradient are left out.
        max_norm (float): Largest norm of a gradient.
    """
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    if not grads:
        return
    norms = torch.stack(torch._foreach_norm(grads))
    factors = (max_norm / (norms + 1e-6)).clamp(max=1)
    torch._foreach_mul_(grads, list(factors))
