"""Linear classifiers with many learning rates on the same features, trained at once."""
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import InitialisedModule
from mmuvp.registry import MODELS

# {1 ... 9} x 10^{-4 ... 0}, for a batch of 256 images
RATES = tuple(float(f'{digit}e{power}') for power in range(-4, 1) for digit in range(1, 10))
STD = 0.01


@MODELS.register_module()
class LinearSweepHead(InitialisedModule):
    """One linear classifier for each learning rate of the published sweep (iBOT, section 6.4.1, as in DINO).

    All share the forward pass of the backbone and one matrix product.  The loss of each is multiplied by its rate,
    which under SGD, with or without momentum, is the same as a learning rate of its own, as long as there is no
    weight decay: let the optimizer have the rate that multiplies all of them, such as batch size / 256.

    Args:
        num_classes: how many classes there are.
        in_channels: of the features.
        rates: learning rates.
        predict_rate: the one of the rates whose classifier alone predicts, as that of any other head would; without
            it, samples get the scores of all, for :class:`mmuvp.evaluation.SweepAccuracy`.

    Raises:
        ValueError: on rates that are not positive, and a ``predict_rate`` that is none of them.
    """

    def __init__(self, num_classes: int, in_channels: int, rates: Sequence[float] = RATES,
                 predict_rate: float | None = None, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if not rates or min(rates) <= 0:
            raise ValueError(f'rates must be above 0, got {list(rates)}')
        if predict_rate is not None:
            check_choice('predict_rate', predict_rate, rates)
        self.num_classes, self.in_channels = num_classes, in_channels
        self.predict_rate = predict_rate
        self.weight = nn.Parameter(torch.empty(len(rates), num_classes, in_channels))
        self.bias = nn.Parameter(torch.empty(len(rates), num_classes))
        self.register_buffer('rates', torch.tensor(rates, dtype=torch.float))
        self.reset_weights()

    def reset_weights(self) -> None:
        """A normal distribution of 0.01, biases 0."""
        nn.init.normal_(self.weight, std=STD)
        nn.init.zeros_(self.bias)

    def forward(self, feats: tuple[Tensor, ...]) -> Tensor:
        """Logits of all classifiers.

        Args:
            feats: of which the last is ``(B, in_channels)``.

        Returns:
            ``(B, rates, num_classes)`` in fp32.
        """
        logits = F.linear(feats[-1], self.weight.flatten(0, 1), self.bias.flatten())
        return logits.float().unflatten(1, self.bias.shape)

    def loss(self, feats: tuple[Tensor, ...], data_samples: list[DataSample]) -> dict[str, Tensor]:
        """Train all classifiers.

        Args:
            feats: see :meth:`forward`.
            data_samples: with ``gt_label``.

        Returns:
            ``loss``, the sum of cross entropies times rates, and ``best_cross_entropy``, for the log alone.
        """
        logits = self(feats)
        labels = torch.cat([sample.gt_label for sample in data_samples]).to(logits.device)
        losses = F.cross_entropy(logits.flatten(0, 1), labels.repeat_interleave(len(self.rates)), reduction='none')
        losses = losses.unflatten(0, logits.shape[:2]).mean(dim=0)
        return dict(loss=(self.rates * losses).sum(), best_cross_entropy=losses.detach().min())

    def predict(self, feats: tuple[Tensor, ...], data_samples: list[DataSample | None] | None = None
                ) -> list[DataSample]:
        """Classify.

        Args:
            feats: see :meth:`forward`.
            data_samples: to be completed; new ones if None.

        Returns:
            Samples with ``pred_score`` and ``pred_label`` of the classifier of ``predict_rate`` if there is one, else
            with ``sweep_scores`` ``(rates, num_classes)`` and ``sweep_rates`` ``(rates, )``.
        """
        logits = self(feats)
        samples = [sample or DataSample() for sample in data_samples or [None] * len(logits)]
        if self.predict_rate is None:
            for sample, scores in zip(samples, logits, strict=True):
                sample.sweep_scores, sample.sweep_rates = scores, self.rates
            return samples
        scores = logits[:, (self.rates - self.predict_rate).abs().argmin()].softmax(dim=-1)
        for sample, score in zip(samples, scores, strict=True):
            sample.set_pred_score(score).set_pred_label(score.argmax())
        return samples
