"""Metrics that the stock packages lack."""
from .attention_box_iou import AttentionBoxIoU
from .attention_jaccard import AttentionJaccard
from .boundary_iou import BoundaryIoU
from .caption_retrieval import CaptionRetrieval
from .cluster_agreement import ClusterAgreement
from .feature_metric import FeatureMetric
from .generalized_referring_iou import GeneralizedReferringIoU
from .grouped_accuracy import GroupedAccuracy
from .knn_accuracy import KNNAccuracy
from .linear_svm_precision import LinearSVMPrecision
from .logistic_regression_accuracy import LogisticRegressionAccuracy
from .out_of_distribution import OutOfDistribution
from .panoptic_instance_ap import PanopticInstanceAP
from .panoptic_quality import PanopticQuality
from .query_filter import QueryFilter
from .referring_iou import ReferringIoU
from .referring_video_score import ReferringVideoScore
from .reliability import Reliability
from .retrieval_map import RetrievalMAP
from .size_f1 import SizeF1
from .sweep_accuracy import SweepAccuracy

__all__ = ['AttentionBoxIoU', 'AttentionJaccard', 'BoundaryIoU', 'CaptionRetrieval', 'ClusterAgreement',
           'FeatureMetric', 'GeneralizedReferringIoU', 'GroupedAccuracy', 'KNNAccuracy', 'LinearSVMPrecision',
           'LogisticRegressionAccuracy', 'OutOfDistribution', 'PanopticInstanceAP', 'PanopticQuality', 'QueryFilter',
           'ReferringIoU', 'ReferringVideoScore', 'Reliability', 'RetrievalMAP', 'SizeF1', 'SweepAccuracy']
