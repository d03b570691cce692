"""Metrics that the stock packages lack."""
from .panoptic_instance_ap import PanopticInstanceAP
from .panoptic_quality import PanopticQuality

__all__ = ['PanopticInstanceAP', 'PanopticQuality']
