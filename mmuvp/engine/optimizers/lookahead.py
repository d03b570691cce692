"""Lookahead around any optimizer, as RAdam + Lookahead trains Axial-DeepLab and MaX-DeepLab."""
from collections.abc import Callable, Iterable

import torch
from torch.optim import Optimizer

from ...registry import OPTIMIZERS


@OPTIMIZERS.register_module()
class Lookahead(Optimizer):
    """Slow weights that move towards the optimizer's ones every few steps, which then start again from there.

    Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", algorithm 1.  Parameter groups and state
    are those of the inner optimizer, so schedules, checkpoints and gradient scalers see one optimizer.

    Args:
        params: parameters or groups of them.
        base: config of the inner optimizer, without its parameters.
        interval: k, steps between two synchronisations.
        alpha: fraction of the way that the slow weights go, in ``(0, 1]``.
        settings: further arguments of the inner optimizer, as ``lr`` and ``weight_decay``; they stand here for
            the constructors of optimizer wrappers, which read them.

    Raises:
        ValueError: when ``interval`` is less than 1, or ``alpha`` outside its range.
    """

    def __init__(self, params: Iterable, base: dict = dict(type='RAdam'), interval: int = 5, alpha: float = 0.5,
                 **settings) -> None:
        if interval < 1:
            raise ValueError(f'interval must be at least 1, not {interval}')
        if not 0 < alpha <= 1:
            raise ValueError(f'alpha must lie in (0, 1], not {alpha}')
        self.base = OPTIMIZERS.build(dict(base, params=params, **settings))
        super().__init__(self.base.param_groups, self.base.defaults)
        for group in self.param_groups:
            group.update(lookahead_interval=interval, lookahead_alpha=alpha, lookahead_step=0)
        self._share_state()

    def _share_state(self) -> None:
        self.param_groups, self.state = self.base.param_groups, self.base.state

    @torch.no_grad()
    def step(self, closure: Callable | None = None) -> float | None:
        """One step of the inner optimizer, and a synchronisation when it is due.

        Returns:
            What ``closure`` returns, None without one.
        """
        # the inner optimizer fills the state of a parameter only where it is empty, so ours goes in afterwards
        starts = {p: p.detach().clone() for group in self.param_groups for p in group['params']
                  if p.requires_grad and 'slow' not in self.state.get(p, ())}
        loss = self.base.step(closure)
        for group in self.param_groups:
            moved = [p for p in group['params'] if p in self.state]
            for p in moved:
                if p in starts:
                    self.state[p]['slow'] = starts[p]
            group['lookahead_step'] += 1
            if group['lookahead_step'] % group['lookahead_interval'] == 0:
                for p in moved:
                    p.copy_(self.state[p]['slow'].lerp_(p, group['lookahead_alpha']))
        return loss

    def load_state_dict(self, state_dict: dict) -> None:
        """Continue from what ``state_dict`` returned."""
        self.base.load_state_dict(state_dict)
        self._share_state()
