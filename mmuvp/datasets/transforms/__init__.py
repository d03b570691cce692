"""Transforms that the stock packages lack; they work on the results dicts of any mmdet pipeline."""
from .color_jitter import ColorJitter
from .fixed_size_crop import FixedSizeCrop
from .fixed_size_pad import FixedSizePad
from .large_scale_jitter import LargeScaleJitter
from .loading import LoadPanopticAnnotations
from .panoptic_copy_paste import PanopticCopyPaste
from .redraw import RedrawUntilLabelled

__all__ = [
    'ColorJitter', 'FixedSizeCrop', 'FixedSizePad', 'LargeScaleJitter', 'LoadPanopticAnnotations', 'PanopticCopyPaste',
    'RedrawUntilLabelled'
]
