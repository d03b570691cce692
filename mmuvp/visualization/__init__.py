"""Pictures of what models see and say."""
from .panoptic_drawing import compose, draw_panoptic
from .panoptic_visualizer import PanopticVisualizer

__all__ = ['PanopticVisualizer', 'compose', 'draw_panoptic']
