"""Losses: one file an idea."""
from .consistency_loss import ConsistencyLoss
from .gathering import gather_batch
from .image_text_contrastive_loss import ImageTextContrastiveLoss, MultiLabelContrastiveLoss
from .instance_discrimination_loss import InstanceDiscriminationLoss
from .map_regression_loss import MapRegressionLoss
from .mask_id_loss import MaskIDLoss
from .pixel_insdis_loss import PixelInsdisLoss
from .pq_loss import PQClassLoss, PQDiceLoss
from .reduction import nonzero_mean, sample_pixels
from .self_distillation_loss import SelfDistillationLoss, TemperatureSchedule
from .semantic_loss import SampledSemanticLoss

__all__ = ['ConsistencyLoss', 'ImageTextContrastiveLoss', 'InstanceDiscriminationLoss', 'MapRegressionLoss',
           'MaskIDLoss', 'MultiLabelContrastiveLoss', 'PQClassLoss', 'PQDiceLoss', 'PixelInsdisLoss',
           'SampledSemanticLoss', 'SelfDistillationLoss', 'TemperatureSchedule', 'gather_batch', 'nonzero_mean',
           'sample_pixels']
