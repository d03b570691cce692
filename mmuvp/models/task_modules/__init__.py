"""Matching, targets, relaxation, grouping: what is not a layer and not a loss."""
from .attention_affinity import AttentionAffinity
from .attention_labels import AttentionLabels, attention_in_box
from .attention_mass import attention_masks, keep_mass
from .centre_targets import CentreTargets, build_centre_targets
from .ground_truth import GroundTruth, check_labels
from .grouping import find_centres, nearest_centres
from .label_propagation import propagate_labels
from .mask_claims import MaskClaims, claim_pixels
from .mask_similarity_assigner import MaskSimilarityAssigner
from .mask_targets import MaskTargets, Match, build_targets
from .reclass import ReClass, class_overlap
from .remask import ReMask, semantic_gate
from .semantic_targets import SemanticTargets, build_semantic_targets
from .visual_prompts import VisualPrompts

__all__ = [
    'AttentionAffinity', 'AttentionLabels', 'CentreTargets', 'GroundTruth', 'MaskClaims',
    'MaskSimilarityAssigner', 'MaskTargets', 'Match', 'ReClass', 'ReMask', 'SemanticTargets',
    'VisualPrompts', 'attention_in_box', 'attention_masks', 'build_centre_targets',
    'build_semantic_targets', 'build_targets', 'check_labels', 'claim_pixels', 'class_overlap',
    'find_centres', 'keep_mass', 'nearest_centres', 'propagate_labels', 'semantic_gate'
]
