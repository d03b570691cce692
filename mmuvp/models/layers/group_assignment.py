"""Assignment of segment tokens to groups (GroupViT, equations 2 to 5)."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .precision import without_autocast


class GroupAssignment(nn.Module):
    """Assigns every token to a group, and gives each group the mean value of its tokens.

    In training a hard assignment is drawn by the Gumbel-max trick, and the gradient is that of the softmax
    (equations 3 and 4); without training it is the group of the largest similarity.  The noise is drawn for each
    token of each image, as in the published code; equation 3 draws it for each group.  A group of n tokens receives
    the sum of their values over ``n + 1``, as in the published code; equation 5 divides by n.

    Args:
        channels: C.
        hard: assign each token to one group; if False to all of them, by a softmax without noise.
    """

    def __init__(self, channels: int, hard: bool = True) -> None:
        super().__init__()
        self.hard = hard
        self.query, self.key, self.value, self.projection = (nn.Linear(channels, channels) for _ in range(4))

    def forward(self, groups: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Gather tokens in groups.

        Args:
            groups: ``(B, G, C)``.
            tokens: ``(B, N, C)``.

        Returns:
            What the groups received ``(B, G, C)``; and the soft assignment without noise ``(B, G, N)`` in float32,
            whose sum over the groups is 1.
        """
        query, key, value = self.query(groups), self.key(tokens), self.value(tokens)
        # an arg-max does not stand rounding to bfloat16
        with without_autocast(groups):
            logits = query.float() @ key.float().mT * query.shape[-1] ** -0.5
            soft = logits.softmax(dim=1)
            assignment = self._assign(logits, soft)
            weights = assignment / (assignment.sum(dim=2, keepdim=True) + 1)
        return self.projection(weights.to(value.dtype) @ value), soft

    def _assign(self, logits: Tensor, soft: Tensor) -> Tensor:
        if not self.hard:
            return soft
        if self.training:
            return F.gumbel_softmax(logits, hard=True, dim=1)
        return one_group_each(soft) - soft.detach() + soft


def one_group_each(soft: Tensor) -> Tensor:
    """1 for the group that has the largest share of a token and 0 for others: ``(B, G, N)`` to the same shape."""
    return torch.zeros_like(soft).scatter_(1, soft.argmax(dim=1, keepdim=True), 1)
