"""Transforms that the stock packages lack; they work on the results dicts of stock pipelines."""
from .check_seg_map import CheckSegMap
from .color_jitter import ColorJitter
from .crop_to_box import CropToBox
from .draw_caption import DrawCaption
from .draw_expressions import DrawExpressions
from .draw_noun_prompts import DrawNounPrompts
from .fixed_size_crop import FixedSizeCrop
from .fixed_size_pad import FixedSizePad
from .large_scale_jitter import LargeScaleJitter
from .load_wide_seg_map import LoadWideSegMap
from .loading import LoadPanopticAnnotations
from .located_crops import LocatedMultiView, LocatedRandomResizedCrop
from .log_uniform_resize import LogUniformResize
from .panoptic_copy_paste import PanopticCopyPaste
from .patch_masks import DrawPatchMasks
from .pillow_color_jitter import PillowColorJitter
from .redraw import RedrawUntilLabelled
from .referred_mask import LoadReferredMask
from .taggers import NLTKTagger, WordListTagger
from .tokenize_caption import TokenizeCaption
from .window_resize import WindowResize

__all__ = ['CheckSegMap', 'ColorJitter', 'CropToBox', 'DrawCaption', 'DrawExpressions', 'DrawNounPrompts',
           'DrawPatchMasks', 'FixedSizeCrop', 'FixedSizePad', 'LargeScaleJitter', 'LoadPanopticAnnotations',
           'LoadReferredMask', 'LoadWideSegMap', 'LocatedMultiView', 'LocatedRandomResizedCrop', 'LogUniformResize',
           'NLTKTagger', 'PanopticCopyPaste', 'PillowColorJitter', 'RedrawUntilLabelled', 'TokenizeCaption',
           'WindowResize', 'WordListTagger']
