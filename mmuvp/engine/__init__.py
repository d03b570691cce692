"""Hooks, training loops, optimizers and their constructors."""
from .hooks import *  # noqa: F403
from .loops import *  # noqa: F403
from .optimizers import *  # noqa: F403
