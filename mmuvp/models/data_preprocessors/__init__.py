"""What happens to batches of images between a data set and a network."""
from .class_attention_saliency import ClassAttentionSaliency
from .corrupting import CorruptingDataPreprocessor
from .patch_occlusion import PatchOcclusion
from .patch_shuffle import PatchShuffle

__all__ = ['ClassAttentionSaliency', 'CorruptingDataPreprocessor', 'PatchOcclusion', 'PatchShuffle']
