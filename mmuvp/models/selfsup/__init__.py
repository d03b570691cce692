"""Self-supervised learning, where no stock class serves."""
from .co2_moco import CO2MoCo
from .co2_simclr import CO2SimCLR
from .dense_self_distillation import DenseSelfDistillation
from .ibot import IBOT
from .patch_tokenizers import FrozenBranchTokenizer, FrozenDALLEEncoder, MeanColorTokenizer, PatchClusterTokenizer
from .tokenized_self_distillation import TokenizedSelfDistillation

__all__ = ['CO2MoCo', 'CO2SimCLR', 'DenseSelfDistillation', 'FrozenBranchTokenizer', 'FrozenDALLEEncoder', 'IBOT',
           'MeanColorTokenizer', 'PatchClusterTokenizer', 'TokenizedSelfDistillation']
