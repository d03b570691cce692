"""Pictures of what models see and say."""
from .panoptic_drawing import compose, draw_panoptic
from .panoptic_visualizer import PanopticVisualizer
from .sampling_drawing import draw_points, draw_sampling

__all__ = ['PanopticVisualizer', 'compose', 'draw_panoptic', 'draw_points', 'draw_sampling']
