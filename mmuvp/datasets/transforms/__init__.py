"""Transforms that the stock packages lack; they work on the results dicts of any mmdet pipeline.

Colour jitter is stock: `mmdet.PhotoMetricDistortion` is the SSD-style jitter of the panoptic recipes.
"""
from .fixed_size_crop import FixedSizeCrop
from .fixed_size_pad import FixedSizePad
from .large_scale_jitter import LargeScaleJitter
from .loading import LoadPanopticAnnotations
from .panoptic_copy_paste import PanopticCopyPaste
from .redraw import RedrawUntilLabelled

__all__ = [
    'FixedSizeCrop', 'FixedSizePad', 'LargeScaleJitter', 'LoadPanopticAnnotations', 'PanopticCopyPaste',
    'RedrawUntilLabelled'
]
