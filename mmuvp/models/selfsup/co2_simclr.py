"""SimCLR whose two views must agree on what they resemble."""
import torch
from mmpretrain.models.selfsup import SimCLR
from mmpretrain.models.selfsup.simclr import GatherLayer
from torch import Tensor

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.parts import Part
from mmuvp.registry import MODELS

from .contrastive import ConsistencyTerm, check_views, contrastive_losses, unit_features


@MODELS.register_module()
class CO2SimCLR(SimCLR):
    """SimCLR with a consistency term over the other images of the batch (CO2, section 5.3.5).

    Both views of an image are compared in their similarities to the 2N - 2 views of the N - 1 other images, once a
    pair; gradients flow through both views and through the others.  The chapter has no formula for it.

    Args:
        consistency: maps the similarities of the first and of the second views with the other images, both
            ``(N, 2N - 2)``, to a scalar, as ``mmuvp.ConsistencyLoss`` does; None trains plain SimCLR.
        consistency_weight: factor of its result, ``alpha``; at 0 it is logged and changes nothing.
        **kwargs: arguments of ``mmpretrain.SimCLR``.

    Raises:
        ValueError: on a negative weight.
    """

    training_only = ('neck', 'head', 'consistency')

    def __init__(self, consistency: Part | None = None, consistency_weight: float = 1.0, **kwargs) -> None:
        super().__init__(**kwargs)
        self.consistency = None if consistency is None else ConsistencyTerm(consistency, consistency_weight)

    def loss(self, inputs: list[Tensor], data_samples: list | None = None, **kwargs) -> dict[str, Tensor]:
        """Losses of a batch.

        Args:
            inputs: two views of the same images, each ``(B, 3, H, W)``.
            data_samples: not used.
            **kwargs: not used.

        Returns:
            ``loss_ins``, ``instance_accuracy`` in percent, and with a consistency term ``loss_con``, weighted, and
            ``con``, not weighted, in nats.

        Raises:
            ValueError: if there are not two views of images, or those of all devices are of one image alone.
        """
        views = torch.stack(check_views(inputs), dim=1).flatten(0, 1)  # views of an image are neighbours
        features = torch.cat(GatherLayer.apply(unit_features(self.neck(self.backbone(views)))))
        return self.batch_losses(features)

    def batch_losses(self, features: Tensor) -> dict[str, Tensor]:
        """Compare ``(2N, C)`` unit vectors, of which neighbours belong to one image; see :meth:`loss`."""
        views = len(features)
        if views < 4:
            raise ValueError('a batch must have at least two images, or there is nothing to tell one from')
        place = torch.arange(views, device=features.device)
        other_image = place[:, None] // 2 != place // 2
        with without_autocast(features):
            similarity = features @ features.T
            positive = similarity[place, place ^ 1][:, None]
            negative = similarity[other_image].view(views, views - 2)
            losses = contrastive_losses(self.head.loss(positive, negative), positive, negative)
            if self.consistency is not None:
                # both views of an image leave out the same two, so that their columns agree
                losses.update(self.consistency(negative[0::2], negative[1::2]))
        return losses
