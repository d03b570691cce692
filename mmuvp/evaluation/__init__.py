"""Metrics that the stock packages lack."""
from .attention_box_iou import AttentionBoxIoU
from .attention_jaccard import AttentionJaccard
from .grouped_accuracy import GroupedAccuracy
from .out_of_distribution import OutOfDistribution
from .panoptic_instance_ap import PanopticInstanceAP
from .panoptic_quality import PanopticQuality
from .reliability import Reliability
from .size_f1 import SizeF1

__all__ = ['AttentionBoxIoU', 'AttentionJaccard', 'GroupedAccuracy', 'OutOfDistribution', 'PanopticInstanceAP',
           'PanopticQuality', 'Reliability', 'SizeF1']
