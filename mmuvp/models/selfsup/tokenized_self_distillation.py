"""Self-distillation of class tokens beside the tokens that a frozen tokenizer finds for masked patches."""
import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.parts import build_part
from mmuvp.registry import MODELS

from .ibot import IBOT


@MODELS.register_module()
class TokenizedSelfDistillation(IBOT):
    """DINO on class tokens, and BEiT on the masked patches of the same crops (BEiT + DINO, table 6.9).

    Args:
        target_generator: the tokenizer, from images to scores ``(B, K, h, w)``; it does not learn.
        patch_head: from the student's tokens to the loss of masked patches, such as ``mmpretrain.BEiTV1Head``.
        tokenizer_size: side in pixels at which a crop is shown to the tokenizer; None for the crop's own.
        tokenizer_mean: subtracted from pixels of 0 to 255 before they are shown to the tokenizer.
        tokenizer_std: what they are divided by.
        **kwargs: see :class:`mmuvp.IBOT`; the data preprocessor tells how the crops were normalised.
    """

    training_only = (*IBOT.training_only, 'patch_head', 'target_generator')

    def __init__(self, *args, target_generator: dict | nn.Module, patch_head: dict | nn.Module,
                 tokenizer_size: int | None = None, tokenizer_mean: float = 0., tokenizer_std: float = 255.,
                 **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.target_generator = build_part(target_generator).requires_grad_(False)
        self.patch_head = build_part(patch_head)
        self.tokenizer_size, self.tokenizer_mean, self.tokenizer_std = tokenizer_size, tokenizer_mean, tokenizer_std

    def loss(self, inputs: list[Tensor], data_samples: list[DataSample]) -> dict[str, Tensor]:
        """Losses of a batch; in training, the centre of class tokens moves with it.

        Args:
            inputs: one batch ``(B, C, H, W)`` for each crop, global ones first; those of a kind have one size.
            data_samples: of the B images; with ``mask (n, h, w)`` of the first n global crops.

        Returns:
            ``loss_class`` and ``loss_patch``.

        Raises:
            ValueError: when there are too few crops, they differ in size, or masks are missing, hide nothing or
                hide patches of local crops.
        """
        crops, masks = self._check_crops(inputs), self._masks(data_samples, len(inputs))
        if len(masks) != 1 or not masks[0].any():
            raise ValueError('global crops, and only these, must have masks that hide a patch of the batch')
        with torch.no_grad():
            teacher = self.teacher.neck(self.teacher.backbone(crops[0])[-1][:, 0])
            scores = self.target_generator(self.tokenizer_view(crops[0]))
        tokens = [self.backbone(images, *masks[kind:kind + 1])[-1] for kind, images in enumerate(crops)]
        losses = self._class_loss(self.neck(torch.cat([x[:, 0] for x in tokens])), teacher, len(inputs))
        losses['loss_patch'] = self.patch_head.loss(tokens[0], scores, masks[0])
        if self.training:
            self.head.update_centers(teacher.float().mean(0), None)
        return losses

    def tokenizer_view(self, crops: Tensor) -> Tensor:
        """Crops ``(B, 3, H, W)`` in the tokenizer's size and normalisation, as fp32."""
        stock = self.data_preprocessor
        with without_autocast(crops):
            pixels = crops.float() * stock.std + stock.mean
            if self.tokenizer_size is not None:
                pixels = F.interpolate(pixels, (self.tokenizer_size, ) * 2, mode='bicubic', antialias=True)
            return (pixels.clamp(0, 255) - self.tokenizer_mean) / self.tokenizer_std
