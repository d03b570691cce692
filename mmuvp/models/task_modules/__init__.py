"""Matching, targets, relaxation: what is not a layer and not a loss."""
from .mask_similarity_assigner import MaskSimilarityAssigner
from .mask_targets import GroundTruth, MaskTargets, Match, build_targets

__all__ = ['GroundTruth', 'MaskSimilarityAssigner', 'MaskTargets', 'Match', 'build_targets']
