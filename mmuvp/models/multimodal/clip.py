"""CLIP that can be trained: two encoders of the `open_clip` library in the frame of mmengine."""
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

from .clip_readouts import check_readouts, read_out
from .clip_text import encode_tokens
from .image_text_model import ImageTextModel, stack_texts
from .open_clip_models import build_open_clip

# exp of the temperature's logarithm is not to exceed it (Radford et al., 2021, section 2.5)
LARGEST_SCALE = 100


@MODELS.register_module()
class CLIP(ImageTextModel):
    """An image encoder and a text encoder that are trained to find each other's embeddings (Radford et al., 2021).

    Args:
        name, arch, pretrained, checkpoint: which network, and whence its weights, as in :class:`FrozenCLIP`; without
            tag and file training starts from scratch.
        readouts: what of the image encoder is trained, see :func:`read_out`; None for its own output alone.
        contrastive: maps image features, text features, both ``(B, D)``, and the scale to a scalar, such as
            ``mmuvp.ImageTextContrastiveLoss``.
        data_preprocessor: see the stock class.
        init_cfg: see the stock class.

    Raises:
        ValueError: on an unknown name, tag or readout.
        CheckpointError: when the file cannot be read or is of another CLIP.
    """

    training_only = ('contrastive', )

    def __init__(self, name: str | None = None, arch: dict | None = None, pretrained: str | None = None,
                 checkpoint: str | Path | None = None, readouts: Sequence[str] | None = None,
                 contrastive: Part = dict(type='mmuvp.ImageTextContrastiveLoss'),
                 data_preprocessor: dict | nn.Module | None = None, init_cfg: dict | None = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor, init_cfg=init_cfg)
        self.clip = build_open_clip(name, arch, pretrained, checkpoint).train()
        if readouts is not None:
            check_readouts(self.clip.visual, readouts)
        self.readouts = readouts
        self.contrastive = build_part(contrastive)

    def encode_image(self, images: Tensor) -> Tensor:
        """Images ``(B, 3, H, W)`` to features ``(B, D)``, not normalised."""
        return self.clip.encode_image(images)

    def encode_text(self, tokens: Tensor) -> Tensor:
        """Texts ``(N, 77)`` to features ``(N, D)``, not normalised."""
        return encode_tokens(self.clip, tokens)

    def loss(self, inputs: Tensor, data_samples: list) -> dict[str, Tensor]:
        """Contrast images with captions, and as often with prompts as there are.

        Args:
            inputs: see :meth:`forward`.
            data_samples: see :meth:`forward`.

        Returns:
            ``loss``, the mean over captions and prompts; with readouts one ``loss_NAME`` each, an equal share of it.
            ``scale``, by which cosines are multiplied, is there too.
        """
        # one kind of text at a time: prompts are shorter than captions, and so is what is computed
        texts = [self.encode_text(tokens) for tokens in stack_texts(data_samples).unbind(1)]
        scale = self.clip.logit_scale.exp().clamp(max=LARGEST_SCALE)
        losses = dict(scale=scale.detach().mean())
        for name, images in self._image_features(inputs).items():
            terms = torch.stack([self.contrastive(images, text, scale) for text in texts])
            losses[name] = terms.mean() / len(self.readouts or (name, ))
        return losses

    def _image_features(self, inputs: Tensor) -> dict[str, Tensor]:
        if self.readouts is None:
            return dict(loss=self.encode_image(inputs))
        features = read_out(self.clip.visual, inputs, self.readouts)
        return {f'loss_{name}': feature for name, feature in features.items()}
