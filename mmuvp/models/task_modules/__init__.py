"""Matching, targets, relaxation, grouping: what is not a layer and not a loss."""
from .attention_affinity import AttentionAffinity
from .attention_labels import AttentionLabels, attention_in_box
from .attention_mass import attention_masks, keep_mass
from .centre_targets import CentreTargets, build_centre_targets
from .class_prompts import ClassPrompts, prompt_templates
from .dense_crf import DenseCRF
from .ground_truth import GroundTruth, check_labels
from .group_scores import chain_assignments, group_class_scores, group_map, score_map
from .grouping import find_centres, nearest_centres
from .image_groups import GroupViTGroups, ImageGroups, PatchClusters
from .label_propagation import propagate_labels
from .mask_claims import MaskClaims, claim_pixels
from .mask_painting import paint_masks, split_labels
from .mask_similarity_assigner import MaskSimilarityAssigner
from .mask_targets import MaskTargets, Match, build_targets
from .reclass import ReClass, class_overlap
from .remask import ReMask, semantic_gate
from .sam_matching import SAMMatching
from .segment_providers import HQSAMMasks, MaskFiles
from .semantic_targets import SemanticTargets, build_semantic_targets
from .visual_prompts import VisualPrompts

__all__ = [
    'AttentionAffinity', 'AttentionLabels', 'CentreTargets', 'ClassPrompts', 'DenseCRF', 'GroundTruth',
    'GroupViTGroups', 'HQSAMMasks', 'ImageGroups', 'MaskClaims', 'MaskFiles', 'MaskSimilarityAssigner',
    'MaskTargets', 'Match', 'PatchClusters', 'ReClass', 'ReMask', 'SAMMatching', 'SemanticTargets',
    'VisualPrompts', 'attention_in_box', 'attention_masks', 'build_centre_targets',
    'build_semantic_targets', 'build_targets', 'chain_assignments', 'check_labels', 'claim_pixels',
    'class_overlap', 'find_centres', 'group_class_scores', 'group_map', 'keep_mass', 'nearest_centres',
    'paint_masks', 'prompt_templates', 'propagate_labels', 'score_map', 'semantic_gate', 'split_labels'
]
