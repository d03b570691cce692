"""Matching, targets, relaxation: what is not a layer and not a loss."""
from .ground_truth import GroundTruth
from .mask_claims import MaskClaims, claim_pixels
from .mask_similarity_assigner import MaskSimilarityAssigner
from .mask_targets import MaskTargets, Match, build_targets
from .reclass import ReClass, class_overlap
from .remask import ReMask, semantic_gate
from .semantic_targets import SemanticTargets, build_semantic_targets

__all__ = ['GroundTruth', 'MaskClaims', 'MaskSimilarityAssigner', 'MaskTargets', 'Match', 'ReClass', 'ReMask',
           'SemanticTargets', 'build_semantic_targets', 'build_targets', 'claim_pixels', 'class_overlap',
           'semantic_gate']
