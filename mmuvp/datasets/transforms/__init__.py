"""Transforms that the stock packages lack; they work on the results dicts of any mmdet pipeline.

Colour jitter is stock: `mmseg.PhotoMetricDistortion` is the SSD-style jitter of the panoptic recipes (that of mmdet
swaps colour channels besides, and leaves the range of uint8).
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
