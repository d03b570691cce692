"""Divergence between how the two views of an image resemble other images."""
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.precision import without_autocast
from mmuvp.registry import MODELS

DIVERGENCES = ('symmetric', 'forward', 'reverse')


@MODELS.register_module()
class ConsistencyLoss(nn.Module):
    """Consistency of a query and its positive key in their similarities to negatives (CO2, section 5.2.2).

    Softmaxes over the negatives alone, of the positive ``P`` (eq. 5.3) and of the query ``Q`` (eq. 5.2), are
    compared: ``KL(P || Q) / 2 + KL(Q || P) / 2`` (eq. 5.4), or one of the two.  Gradients flow into what has them:
    into the query alone where the keys are those of a momentum encoder.

    Args:
        temperature: what similarities are divided by.
        divergence: ``'symmetric'``, ``'forward'`` for ``KL(P || Q)`` or ``'reverse'`` for ``KL(Q || P)``.

    Raises:
        ValueError: on a temperature that is not positive, or another divergence.
    """

    def __init__(self, temperature: float = 0.04, divergence: str = 'symmetric') -> None:
        super().__init__()
        if not temperature > 0:
            raise ValueError(f'temperature must be positive, not {temperature}')
        check_choice('divergence', divergence, DIVERGENCES)
        self.temperature, self.divergence = temperature, divergence

    def forward(self, query: Tensor, positive: Tensor) -> Tensor:
        """Divergence in nats, a mean over queries.

        Args:
            query: ``(N, K)`` cosine similarities of N queries, each with K negatives.
            positive: ``(N, K)`` those of their positive keys with the same negatives.

        Returns:
            A scalar in float32, or float64 if the similarities are.

        Raises:
            ValueError: if the shapes differ, are not of two axes, or there is no query or no negative.
        """
        if query.shape != positive.shape or query.dim() != 2 or not query.numel():
            raise ValueError('similarities of queries and of positives with the same negatives must both be (N, K) '
                             f'with N and K at least 1, not {tuple(query.shape)} and {tuple(positive.shape)}')
        with without_autocast(query):
            log_q, log_p = (_log_softmax(x, self.temperature) for x in (query, positive))
            difference = log_p - log_q
            if self.divergence == 'forward':
                terms = log_p.exp() * difference
            elif self.divergence == 'reverse':
                terms = -log_q.exp() * difference
            else:
                terms = 0.5 * (log_p.exp() - log_q.exp()) * difference
            return terms.sum(dim=1).mean()

    def extra_repr(self) -> str:
        """Show the settings when a model is printed."""
        return f'temperature={self.temperature}, divergence={self.divergence!r}'


def _log_softmax(similarity: Tensor, temperature: float) -> Tensor:
    """Over the negatives, of the precision of float32 at least: logits reach 25 at the temperature of 0.04."""
    similarity = similarity if similarity.dtype.itemsize >= 4 else similarity.float()
    return (similarity / temperature).log_softmax(dim=1)
