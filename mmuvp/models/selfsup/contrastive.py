"""What contrastive methods share: their views, their terms and what they report."""
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.models.backbones.images import check_images
from mmuvp.models.parts import Part, build_part


def check_views(inputs: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Check the two views of a batch.

    Args:
        inputs: two batches of images ``(B, 3, H, W)``, those of one place being views of one image.

    Returns:
        The two views.

    Raises:
        ValueError: if there are not two, or they are no images, or not of as many images.
    """
    if not isinstance(inputs, list | tuple) or len(inputs) != 2:
        found = f'{len(inputs)} of them' if isinstance(inputs, list | tuple) else type(inputs).__name__
        raise ValueError(f'contrastive learning needs a list of two views of each image, not {found}: '
                         'is there `MultiView` with two views in the pipeline, and `default_collate` in the loader?')
    for view in inputs:
        if not isinstance(view, Tensor) or not view.is_floating_point():
            raise ValueError('views must be tensors of floating point, as the data preprocessor gives them, not '
                             f'{getattr(view, "dtype", type(view).__name__)}')
        check_images(view)
    first, second = inputs
    if len(first) != len(second):
        raise ValueError(f'both views must be of the same images, not of {len(first)} and {len(second)}')
    return first, second


def unit_features(features: tuple[Tensor, ...]) -> Tensor:
    """The output of a neck ``(B, C)`` in float32, of unit length (eq. 5.1 takes cosine similarities)."""
    return F.normalize(features[0].float(), dim=1)


def contrastive_losses(instance_loss: Tensor, positive: Tensor, negative: Tensor) -> dict[str, Tensor]:
    """Name the instance discrimination loss, and report how many queries tell their positive from all negatives.

    Args:
        instance_loss: scalar.
        positive: ``(N, 1)`` similarities of queries with their positives.
        negative: ``(N, K)`` those with their negatives.

    Returns:
        ``loss_ins``, and ``instance_accuracy`` in percent (section 5.3.5).
    """
    found = positive.detach() > negative.detach().max(dim=1, keepdim=True).values
    return dict(loss_ins=instance_loss, instance_accuracy=100 * found.float().mean())


class ConsistencyTerm(nn.Module):
    """The weighted term of eq. 5.5, and for the curves of figure 5.3 the term itself.

    Args:
        divergence: maps its arguments, both ``(N, K)``, to a scalar; such as ``mmuvp.ConsistencyLoss``.
        weight: ``alpha``; at 0 the term is computed for its curve alone.

    Raises:
        ValueError: on a negative weight.
    """

    def __init__(self, divergence: Part, weight: float) -> None:
        super().__init__()
        if weight < 0:
            raise ValueError(f'the weight of the consistency term must not be negative, but is {weight}')
        self.divergence, self.weight = build_part(divergence), weight

    def forward(self, query: Tensor, positive: Tensor) -> dict[str, Tensor]:
        """Compare what two views resemble.

        Args:
            query: ``(N, K)`` similarities of queries with negatives.
            positive: ``(N, K)`` similarities of their positives with the same negatives.

        Returns:
            ``loss_con``, absent where the weight is 0, and ``con``, neither weighted nor with gradients.
        """
        if self.weight == 0:
            with torch.no_grad():
                return dict(con=self.divergence(query, positive))
        divergence = self.divergence(query, positive)
        return dict(loss_con=self.weight * divergence, con=divergence.detach())
