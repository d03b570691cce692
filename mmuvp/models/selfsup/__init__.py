"""Self-supervised learning, where no stock class serves."""
from .co2_moco import CO2MoCo
from .co2_simclr import CO2SimCLR
from .dense_self_distillation import DenseSelfDistillation
from .ibot import IBOT

__all__ = ['CO2MoCo', 'CO2SimCLR', 'DenseSelfDistillation', 'IBOT']
