"""What tells a masked patch's token in the place of an online tokenizer (section 6.4.5, appendix E.6).

Each is a target generator as ``mmpretrain.BEiT`` takes it: from images ``(B, 3, H, W)`` to scores ``(B, K, h, w)``, of
which the largest is a patch's token.  Each asks for its own normalisation of pixels, which the second one of
``mmpretrain.TwoNormDataPreprocessor`` gives.
"""
import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from mmpretrain.models.selfsup.cae import DALLEEncoder
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.registry import MODELS

from .ibot import Branch


@MODELS.register_module()
class MeanColorTokenizer(nn.Module):
    """The mean colour of a patch with a few bits for each channel (MPP, masked patch prediction, of ViT).

    Args:
        patch_size: in pixels.
        bits: for each of the three channels; 3 make 512 tokens.
    """

    def __init__(self, patch_size: int = 16, bits: int = 3) -> None:
        super().__init__()
        self.patch_size, self.levels = patch_size, 2 ** bits

    def forward(self, images: Tensor) -> Tensor:
        """Images of values from 0 to 1 to ones at the tokens and zeros elsewhere."""
        means = F.avg_pool2d(images.float(), self.patch_size)
        levels = (means * self.levels).long().clamp(0, self.levels - 1)
        red, green, blue = levels.unbind(dim=1)
        tokens = (red * self.levels + green) * self.levels + blue
        return F.one_hot(tokens, self.levels ** 3).permute(0, 3, 1, 2)


@MODELS.register_module()
class PatchClusterTokenizer(BaseModule):
    """The cluster whose centre is the nearest to the pixels of a patch.

    The centres are a buffer, ``centers (K, 3 * patch_size ** 2)``, which
    ``tools/dataset_converters/cluster_patches.py`` computes.  A patch's pixels are in the order channel, row, column.

    Args:
        num_clusters: K.
        patch_size: in pixels.
        init_cfg: names the file with the centres.
    """

    def __init__(self, num_clusters: int = 4096, patch_size: int = 16, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.patch_size = patch_size
        self.register_buffer('centers', torch.zeros(num_clusters, 3 * patch_size ** 2))

    def forward(self, images: Tensor) -> Tensor:
        """Images, with values as those that were clustered, to scores: the larger, the nearer."""
        with without_autocast(images):
            # |p - c|^2 without |p|^2, which is the same for all clusters
            kernels = self.centers.unflatten(1, (3, self.patch_size, self.patch_size))
            products = F.conv2d(images.float(), kernels, stride=self.patch_size)
            return 2 * products - self.centers.square().sum(1)[:, None, None]


@MODELS.register_module()
class FrozenBranchTokenizer(BaseModule):
    """The class that a pre-trained backbone and its projector, such as those of DINO, find for a patch.

    Args:
        backbone: from images to ``(tokens (B, 1 + h * w, C), )``, the class token first.
        neck: see :class:`mmuvp.IBOTProjector`.
        grid: ``(h, w)``, rows and columns of patches.
        init_cfg: names the file with the weights of both.
    """

    def __init__(self, backbone: dict, neck: dict, grid: tuple[int, int] = (14, 14),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        branch = Branch(backbone, neck)
        self.backbone, self.neck = branch.backbone, branch.neck
        self.grid = tuple(grid)
        self.requires_grad_(False)
        self.eval()

    def train(self, mode: bool = True) -> 'FrozenBranchTokenizer':
        """Stay as in evaluation: what it tells of a patch must not depend on chance."""
        return super().train(False)

    def forward(self, images: Tensor) -> Tensor:
        """Images, normalised as the branch was trained, to its logits."""
        tokens = self.backbone(images)[-1][:, 1:]
        logits = self.neck(tokens.flatten(0, 1), patches=True).unflatten(0, tokens.shape[:2])
        return logits.mT.unflatten(2, self.grid)


@MODELS.register_module()
class FrozenDALLEEncoder(DALLEEncoder):
    """``mmpretrain.DALLEEncoder`` that does not learn.

    The parameters of the stock class ask for gradients, whatever its ``requires_grad`` says, and get none, for which
    distributed training waits.

    Args:
        **kwargs: see the stock class.
    """

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.requires_grad_(False)
