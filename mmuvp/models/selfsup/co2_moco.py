"""MoCo whose queries and keys must agree on what they resemble."""
import torch
from mmengine.dist import get_world_size
from mmpretrain.models.selfsup import MoCo
from mmpretrain.models.utils import batch_shuffle_ddp, batch_unshuffle_ddp
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.parts import Part
from mmuvp.registry import MODELS

from .contrastive import ConsistencyTerm, check_views, contrastive_losses, unit_features


@MODELS.register_module()
class CO2MoCo(MoCo):
    """MoCo with a consistency term over the queue (CO2, eq. 5.5), which must report both terms.

    Queue, key encoder and shuffling batch norm are those of the stock class; with MoCo v1's neck
    (``LinearNeck``) or v2's (``MoCoV2Neck``) this is either method.

    Args:
        consistency: maps the similarities of queries and of positive keys with the queue, both ``(N, K)``, to a
            scalar, as ``mmuvp.ConsistencyLoss`` does; None trains plain MoCo.
        consistency_weight: factor of its result, ``alpha``; at 0 it is logged and changes nothing.
        key_groups: groups in which each device encodes its shuffled keys.  A single device needs more than one for
            shuffling batch norm, which several devices have with one each.
        **kwargs: arguments of ``mmpretrain.MoCo``.  There ``momentum`` is the share of the query encoder: 0.001
            where papers say 0.999.

    Raises:
        ValueError: on a negative weight, or less than one group.
    """

    training_only = ('encoder_k', 'neck', 'head', 'consistency', 'queue', 'queue_ptr')

    def __init__(self, consistency: Part | None = None, consistency_weight: float = 1.0, key_groups: int = 1,
                 **kwargs) -> None:
        super().__init__(**kwargs)
        if key_groups < 1:
            raise ValueError(f'key_groups must be at least 1, not {key_groups}')
        self.consistency = None if consistency is None else ConsistencyTerm(consistency, consistency_weight)
        self.key_groups = key_groups

    def loss(self, inputs: list[Tensor], data_samples: list | None = None, **kwargs) -> dict[str, Tensor]:
        """Losses of a batch, whose keys enter the queue afterwards.

        Args:
            inputs: the query view and the key view, each ``(B, 3, H, W)``.
            data_samples: not used.
            **kwargs: not used.

        Returns:
            ``loss_ins`` (eq. 5.1), ``instance_accuracy`` in percent, and with a consistency term ``loss_con``,
            weighted, and ``con``, not weighted, in nats.

        Raises:
            ValueError: if there are not two views of images, or the batches of all devices do not fill the queue
                in a whole number of steps, or do not divide into groups of keys.
        """
        query_view, key_view = check_views(inputs)
        self._check_queue_step(len(query_view))
        query = unit_features(self.neck(self.backbone(query_view)))
        key = self.encode_keys(key_view)
        losses = self.queue_losses(query, key)
        self._dequeue_and_enqueue(key)
        return losses

    @torch.no_grad()
    def encode_keys(self, images: Tensor) -> Tensor:
        """Let the key encoder follow the query encoder, and encode ``(B, 3, H, W)`` as ``(B, C)`` unit vectors.

        Images are shuffled over devices and groups, so that batch statistics do not tell which query a key belongs
        to.
        """
        self.encoder_k.update_parameters(nn.Sequential(self.backbone, self.neck))
        shuffled, order = batch_shuffle_ddp(images)
        keys = [unit_features(self.encoder_k(group)) for group in shuffled.chunk(self.key_groups)]
        return batch_unshuffle_ddp(torch.cat(keys), order)

    def queue_losses(self, query: Tensor, key: Tensor) -> dict[str, Tensor]:
        """Compare queries with their keys and the queue, both unit vectors ``(B, C)``; see :meth:`loss`."""
        queue = self.queue.clone()  # it changes before gradients are computed
        with without_autocast(query):
            positive = (query * key).sum(dim=1, keepdim=True)
            negative = query @ queue
            losses = contrastive_losses(self.head.loss(positive, negative), positive, negative)
            if self.consistency is not None:
                losses.update(self.consistency(negative, key @ queue))
        return losses

    def _check_queue_step(self, images: int) -> None:
        if images % self.key_groups:
            raise ValueError(f'{images} images do not divide into {self.key_groups} groups of keys')
        step = images * get_world_size()
        if self.queue_len % step:
            raise ValueError(f'a queue of {self.queue_len} keys does not divide into steps of {step}, the images of '
                             'all devices: change `queue_len` or the batch size, and set `drop_last=True`')
        if int(self.queue_ptr) % step:
            raise ValueError(f'the queue was filled up to key {int(self.queue_ptr)}, which is no multiple of '
                             f'{step} images: resume with the batch size that it was filled with')
