"""Data sets that the stock packages lack."""
from .scenes_panoptic import ScenesPanopticDataset

__all__ = ['ScenesPanopticDataset']
