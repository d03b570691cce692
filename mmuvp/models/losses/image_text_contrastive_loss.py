"""Contrastive losses of images and their texts, whose negatives are those of all devices."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.precision import without_autocast
from mmuvp.registry import MODELS

from .gathering import gather_batch

POSITIVES = ('mean_of_logs', 'log_of_sum')


@MODELS.register_module()
class ImageTextContrastiveLoss(nn.Module):
    """Tell the text of an image from all others, and the image of a text (GroupViT, equation 6; CLIP).

    The two cross-entropies are averaged, as in the published code and in CLIP; the paper adds them.  Texts and images
    of all devices are negatives.

    Args:
        loss_weight: factor of the result.
    """

    def __init__(self, loss_weight: float = 1.0) -> None:
        super().__init__()
        self.loss_weight = loss_weight

    def forward(self, image: Tensor, text: Tensor, scale: Tensor | float) -> Tensor:
        """Compare images with texts.

        Args:
            image: ``(B, D)``, of any length.
            text: ``(B, D)``, those of the same images.
            scale: by which cosines are multiplied, the inverse temperature; a scalar.

        Returns:
            A scalar.

        Raises:
            ValueError: when images and texts do not go in pairs.
        """
        if image.dim() != 2 or image.shape != text.shape:
            raise ValueError(f'image and text must both be (B, D), not {tuple(image.shape)} and {tuple(text.shape)}')
        with without_autocast(image):
            image, text = unit(image), unit(text)
            return self.loss_weight * 0.5 * (match_one(image, text, scale) + match_one(text, image, scale))


@MODELS.register_module()
class MultiLabelContrastiveLoss(nn.Module):
    """Tell the K prompted nouns of an image from those of all others, and the image of a noun (GroupViT, section 3.2).

    Both directions are averaged, as in the published code; equation 7 adds them.

    Args:
        positives: what is made of the K probabilities that an image's own prompts have among those of all images:
            ``'mean_of_logs'``, the mean of their logarithms, as in the published code, under which each of them must
            be found; or ``'log_of_sum'``, the logarithm of their sum, as the paper's equation has it, which is content
            when one is.
        loss_weight: factor of the result.

    Raises:
        ValueError: on an unknown choice.
    """

    def __init__(self, positives: str = 'mean_of_logs', loss_weight: float = 1.0) -> None:
        super().__init__()
        check_choice('positives', positives, POSITIVES)
        self.positives, self.loss_weight = positives, loss_weight

    def forward(self, image: Tensor, texts: Tensor, scale: Tensor | float) -> Tensor:
        """Compare images with prompts.

        Args:
            image: ``(B, D)``, of any length.
            texts: ``(B, K, D)``, those of the same images.
            scale: by which cosines are multiplied, the inverse temperature; a scalar.

        Returns:
            A scalar.

        Raises:
            ValueError: when there are no prompts, or not for each image.
        """
        if texts.dim() != 3 or texts.shape[1] == 0 or image.shape != texts[:, 0].shape:
            raise ValueError('image must be (B, D) and texts (B, K, D) with K of at least 1, not '
                             f'{tuple(image.shape)} and {tuple(texts.shape)}')
        with without_autocast(image):
            image, texts = unit(image), unit(texts)
            to_texts = self._match_all(image, texts, scale)
            to_image = match_one(texts.flatten(0, 1), image, scale, owners=texts.shape[1])
            return self.loss_weight * 0.5 * (to_texts + to_image)

    def _match_all(self, image: Tensor, texts: Tensor, scale: Tensor | float) -> Tensor:
        candidates, first = gather_batch(texts)
        log_p = (scale * image @ candidates.flatten(0, 1).T).log_softmax(dim=1).unflatten(1, candidates.shape[:2])
        place = torch.arange(len(image), device=image.device)
        own = log_p[place, first + place]
        found = own.mean(dim=1) if self.positives == 'mean_of_logs' else own.logsumexp(dim=1)
        return -found.mean()


def match_one(query: Tensor, candidates: Tensor, scale: Tensor | float, owners: int = 1) -> Tensor:
    """Cross-entropy of the one candidate that belongs to each query, among those of all devices.

    Args:
        query: ``(B * owners, D)`` of unit length; neighbours belong to one candidate.
        candidates: ``(B, D)`` of unit length.
        scale: of the cosines.
        owners: how many queries a candidate has.

    Returns:
        The mean over the queries of this device.
    """
    everything, first = gather_batch(candidates)
    target = first + torch.arange(len(query), device=query.device) // owners
    return F.cross_entropy(scale * query @ everything.T, target)


def unit(features: Tensor) -> Tensor:
    """Features ``(..., D)`` of length 1, in float32."""
    return F.normalize(features.float(), dim=-1)
