"""Images and texts in one space, learned from captions."""
import math

import torch
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

from .image_text_model import ImageTextModel, stack_texts


@MODELS.register_module()
class ImageTextContrastive(ImageTextModel):
    """Two encoders and two projectors, trained to tell which text belongs to which image (GroupViT, section 3.2).

    Args:
        backbone: of images; its last output is ``(B, C)``, or ``(B, M, C)``, whose mean is the image.
        text_encoder: of tokens ``(N, L)``, with output ``(N, C)``, such as :class:`CLIPTextEncoder`.
        image_projector, text_projector: from features ``(N, C)``, given and returned in a tuple as stock necks do,
            to ``(N, D)``.
        loss: of images and captions, as :class:`mmuvp.ImageTextContrastiveLoss`.
        multi_label_loss: of images and the prompts of their captions' nouns, as
            :class:`mmuvp.MultiLabelContrastiveLoss`, with a temperature of its own; None to learn from captions alone.
        temperature: of both losses as training begins; it is learned.
        max_scale: the largest inverse temperature.
        data_preprocessor: see ``mmengine.model.BaseModel``.
        init_cfg: see ``mmengine.model.BaseModule``.

    Raises:
        ValueError: on a temperature that is not positive.
    """

    training_only = ('multi_label_logit_scale', )

    def __init__(self,
                 backbone: Part,
                 text_encoder: Part,
                 image_projector: Part,
                 text_projector: Part,
                 loss: Part = dict(type='mmuvp.ImageTextContrastiveLoss'),
                 multi_label_loss: Part | None = None,
                 temperature: float = 0.07,
                 max_scale: float = 100.,
                 data_preprocessor: Part | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(data_preprocessor, init_cfg)
        if temperature <= 0:
            raise ValueError(f'temperature must be positive, not {temperature}')
        self.backbone, self.text_encoder = build_part(backbone), build_part(text_encoder)
        self.image_projector, self.text_projector = build_part(image_projector), build_part(text_projector)
        self.contrastive_loss, self.multi_label_loss = build_part(loss), build_part(multi_label_loss)
        self.max_scale = max_scale
        initial = torch.tensor(math.log(1 / temperature))
        self.logit_scale = nn.Parameter(initial)
        # by name even where there is none: a checkpoint may have it
        self.register_parameter(
            'multi_label_logit_scale', None if multi_label_loss is None else nn.Parameter(initial.clone()))

    @property
    def scale(self) -> Tensor:
        """The inverse temperature of images and texts, a scalar; without a gradient where it is cut."""
        return self._limited(self.logit_scale)

    def encode_image(self, images: Tensor) -> Tensor:
        """Images ``(B, 3, H, W)`` to ``(B, D)``, projected and not normalised."""
        features = self.backbone(images)[-1]
        return self.project_image(features.mean(dim=1) if features.dim() == 3 else features)

    def project_image(self, features: Tensor) -> Tensor:
        """Features of images or of segments ``(..., C)`` to ``(..., D)``, not normalised."""
        return self.image_projector((features.flatten(0, -2), ))[-1].unflatten(0, features.shape[:-1])

    def encode_text(self, tokens: Tensor) -> Tensor:
        """Tokens ``(N, L)`` to ``(N, D)``, projected and not normalised."""
        return self.text_projector((self.text_encoder(tokens), ))[-1]

    def loss(self, inputs: Tensor, data_samples: list[BaseDataElement]) -> dict[str, Tensor]:
        """Losses of a batch.

        Args:
            inputs: see :meth:`forward`.
            data_samples: see :meth:`forward`; the prompts are of the caption's nouns.

        Returns:
            ``loss_contrastive``, and ``loss_multi_label`` where prompts are learned from.

        Raises:
            ValueError: on samples without texts, or with too few.
        """
        tokens, image = stack_texts(data_samples), self.encode_image(inputs)
        if self.multi_label_loss is None:
            return dict(loss_contrastive=self.contrastive_loss(image, self.encode_text(tokens[:, 0]), self.scale))
        captions, prompts = self._encode_texts(tokens)
        return dict(
            loss_contrastive=self.contrastive_loss(image, captions, self.scale),
            loss_multi_label=self.multi_label_loss(image, prompts, self._limited(self.multi_label_logit_scale)))

    def _encode_texts(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens ``(B, 1 + K, L)`` to captions ``(B, D)`` and prompts ``(B, K, D)``."""
        if tokens.shape[1] < 2:
            raise ValueError('the multi-label loss needs prompts of nouns besides the caption: is there '
                             '`mmuvp.DrawNounPrompts` in the pipeline?')
        # apart, since captions are longer; but they share the statistics of the projector's norm
        features = torch.cat([self.text_encoder(tokens[:, 0]), self.text_encoder(tokens[:, 1:].flatten(0, 1))])
        texts = self.text_projector((features, ))[-1]
        return texts[:len(tokens)], texts[len(tokens):].unflatten(0, (len(tokens), -1))

    def _limited(self, log_scale: Tensor) -> Tensor:
        return log_scale.float().exp().clamp(max=self.max_scale)
