"""Hooks, training loops and constructors of optimizers."""
from .hooks import *  # noqa: F403
from .loops import *  # noqa: F403
from .optimizers import *  # noqa: F403
