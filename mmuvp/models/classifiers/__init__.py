"""Classifiers, where no stock class serves."""
from .class_attention_classifier import ClassAttentionClassifier
from .pretrained_features import PretrainedFeatures
from .transmix_classifier import TransMixClassifier
from .zero_shot_classifier import ZeroShotClassifier

__all__ = ['ClassAttentionClassifier', 'PretrainedFeatures', 'TransMixClassifier', 'ZeroShotClassifier']
