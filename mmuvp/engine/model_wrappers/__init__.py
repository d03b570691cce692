"""Wrappers of models for several devices."""
from .frozen_replica import FrozenReplica

__all__ = ['FrozenReplica']
