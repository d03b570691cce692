"""Pictures of what models see and say."""
from .attention_drawing import draw_attention
from .correspondence_drawing import draw_correspondence
from .group_drawing import draw_groups
from .head_attention_drawing import draw_head_attention
from .panoptic_drawing import compose, draw_panoptic
from .panoptic_visualizer import PanopticVisualizer
from .pattern_drawing import draw_pattern
from .referring_visualizer import ReferringVisualizer, draw_referring
from .sampling_drawing import draw_points, draw_sampling
from .scale_policy_drawing import draw_blocks, draw_categories, draw_scored_images

__all__ = ['PanopticVisualizer', 'ReferringVisualizer', 'compose', 'draw_attention', 'draw_blocks',
           'draw_categories', 'draw_correspondence', 'draw_groups', 'draw_head_attention', 'draw_panoptic',
           'draw_pattern', 'draw_points', 'draw_referring', 'draw_sampling', 'draw_scored_images']
