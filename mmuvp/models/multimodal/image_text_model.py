"""What models of images and texts that learn from captions have in common."""
from abc import abstractmethod

import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmuvp.models.layers.precision import without_autocast

MODES = ('loss', 'tensor', 'predict')


class ImageTextModel(BaseModel):
    """Two encoders into one space; subclasses say which, and how they learn.

    Args:
        data_preprocessor: see ``mmengine.model.BaseModel``.
        init_cfg: see ``mmengine.model.BaseModule``.
    """

    @abstractmethod
    def encode_image(self, images: Tensor) -> Tensor:
        """Images ``(B, 3, H, W)`` to ``(B, D)``, not normalised."""

    @abstractmethod
    def encode_text(self, tokens: Tensor) -> Tensor:
        """Tokens ``(N, L)`` to ``(N, D)``, not normalised."""

    @abstractmethod
    def loss(self, inputs: Tensor, data_samples: list[BaseDataElement]) -> dict[str, Tensor]:
        """Losses of a batch; see :meth:`forward`."""

    def forward(self, inputs: Tensor, data_samples: list[BaseDataElement] | None = None, mode: str = 'tensor'
                ) -> Tensor | dict[str, Tensor] | list[BaseDataElement]:
        """Run the model.

        Args:
            inputs: images ``(B, 3, H, W)``, normalised.
            data_samples: one for each image; its field ``text`` are ``(1 + K, L)`` tokens: the caption, then
                prompts. Not used by ``'tensor'``.
            mode: ``'loss'``; ``'tensor'``; or ``'predict'``, whose samples need no texts.

        Returns:
            :meth:`loss`, :meth:`encode_image` or :meth:`predict`.

        Raises:
            ValueError: on an unknown mode, and on samples without texts, or with different numbers of them, where
                they are needed.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'tensor':
            return self.encode_image(inputs)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        raise ValueError(f'mode must be one of {", ".join(MODES)}, not {mode!r}')

    def predict(self, inputs: Tensor, data_samples: list[BaseDataElement]) -> list[BaseDataElement]:
        """Embed images and texts.

        Args:
            inputs: see :meth:`forward`.
            data_samples: see :meth:`forward`.

        Returns:
            The samples, to which ``image_embedding (D, )`` and, where there are texts, ``text_embeddings (1 + K, D)``
            are added, of unit length.
        """
        for sample, image in zip(data_samples, _unit(self.encode_image(inputs)), strict=True):
            sample.set_field(image, 'image_embedding')
            if 'text' in sample:
                sample.set_field(_unit(self.encode_text(sample.text)), 'text_embeddings')
        return data_samples


def stack_texts(data_samples: list) -> Tensor:
    """Texts of a batch.

    Args:
        data_samples: each with ``text``, int64 ``(1 + K, L)``.

    Returns:
        Of shape ``(B, 1 + K, L)``.

    Raises:
        ValueError: when a sample has no texts, or not as many as the first.
    """
    for sample in data_samples:
        if 'text' not in sample:
            raise ValueError('a sample has no `text`: let mmuvp.TokenizeCaption be in the pipeline, and `text` among '
                             'the algorithm_keys of PackInputs')
    shapes = {tuple(sample.text.shape) for sample in data_samples}
    if len(shapes) > 1:
        raise ValueError(f'all samples of a batch must have as many texts, and here are shapes {sorted(shapes)}')
    return torch.stack([sample.text for sample in data_samples])


def _unit(features: Tensor) -> Tensor:
    with without_autocast(features):
        return F.normalize(features.float(), dim=-1)
