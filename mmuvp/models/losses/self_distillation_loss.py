"""Cross-entropies between what a teacher and a student see."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from mmengine.dist import all_reduce
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.precision import without_autocast
from mmuvp.registry import MODELS

LABELS = ('soft', 'hard')


@dataclass(frozen=True)
class TemperatureSchedule:
    """A temperature that changes from epoch to epoch.

    Args:
        start: value until the warm-up begins.
        end: value from the last epoch of the warm-up on.
        warm_up: epochs in which it goes from ``start`` to ``end`` in equal steps, both included.
        delay: epochs before the warm-up.

    Raises:
        ValueError: unless both temperatures are positive.
    """
    start: float
    end: float
    warm_up: int = 0
    delay: int = 0

    def __post_init__(self) -> None:
        if min(self.start, self.end) <= 0:
            raise ValueError(f'temperatures must be positive, not {self.start} and {self.end}')

    def at(self, epoch: int) -> float:
        """The value in an epoch, counted from 0."""
        epoch -= self.delay
        if epoch >= self.warm_up - 1 and epoch >= 0:
            return self.end
        return self.start + (self.end - self.start) * max(epoch, 0) / (self.warm_up - 1 or 1)


@MODELS.register_module()
class SelfDistillationLoss(nn.Module):
    """The losses of iBOT on class tokens and on masked patches (equations 6.2 and 6.3, algorithm 1).

    A teacher's logits are centred, sharpened by a low temperature and made a distribution, which a student's has to
    match.  Each of the two centres is a running mean of the teacher's logits over all processes.  It is a buffer,
    and so part of a checkpoint.

    Args:
        num_classes: K, of class tokens.
        num_patch_classes: K, of patches; None for as many.
        class_temperature: the teacher's for class tokens; arguments of :class:`TemperatureSchedule`.
        patch_temperature: the teacher's for patches.
        student_temperature: the student's for both.
        class_momentum: of the centre of class tokens; 1 for no centring.
        patch_momentum: of the centre of patches.
        class_weight: factor of the loss on class tokens.
        patch_weight: factor of the loss on masked patches.
        patch_labels: ``'soft'`` for the teacher's distribution, ``'hard'`` for its largest class (table E.12).

    Raises:
        ValueError: on other labels, or a temperature that is not positive.
    """

    def __init__(self, num_classes: int = 8192, num_patch_classes: int | None = None, *,
                 class_temperature: dict, patch_temperature: dict, student_temperature: float = 0.1,
                 class_momentum: float = 0.9, patch_momentum: float = 0.9, class_weight: float = 1.0,
                 patch_weight: float = 1.0, patch_labels: str = 'soft') -> None:
        super().__init__()
        check_choice('patch_labels', patch_labels, LABELS)
        self.class_temperature = TemperatureSchedule(**class_temperature)
        self.patch_temperature = TemperatureSchedule(**patch_temperature)
        self.student_temperature = student_temperature
        self.class_momentum, self.patch_momentum = class_momentum, patch_momentum
        self.class_weight, self.patch_weight = class_weight, patch_weight
        self.patch_labels = patch_labels
        self.epoch = 0
        self.register_buffer('class_center', torch.zeros(num_classes))
        self.register_buffer('patch_center', torch.zeros(num_patch_classes or num_classes))

    def class_loss(self, student: Tensor, teacher: Tensor) -> Tensor:
        """Mean cross-entropy over all pairs of a teacher's crop and another crop of the student's.

        Args:
            student: logits ``(V, B, K)`` of V crops, of which the teacher saw the first.
            teacher: logits ``(G, B, K)`` of G crops.

        Returns:
            A scalar in fp32.
        """
        with without_autocast(student):
            targets = self._targets(teacher, self.class_center, self.class_temperature)
            log_probs = F.log_softmax(student.float() / self.student_temperature, dim=-1)
            # the sum over the other crops is that over all without the same one
            others = log_probs.sum(dim=0) - log_probs[:len(teacher)]
            pairs = len(teacher) * (len(student) - 1)
            return self.class_weight * -(targets * others).sum(dim=-1).mean(dim=-1).sum() / pairs

    def patch_loss(self, student: Tensor, teacher: Tensor, masks: Tensor) -> Tensor:
        """Mean over crops of the mean cross-entropy of their masked patches; one that has none counts as 0.

        Args:
            student: logits ``(M, K)`` of the M masked patches, crop by crop.
            teacher: logits ``(M, K)`` of the same patches.
            masks: ``(crops, patches)`` booleans with M True.

        Returns:
            A scalar in fp32.
        """
        with without_autocast(student):
            targets = self._patch_targets(teacher)
            logits = student.float() / self.student_temperature
            # distributions sum to 1, so that the normaliser need not be spread over the classes
            entropies = logits.logsumexp(dim=-1) - (targets * logits).sum(dim=-1)
            counts = masks.sum(dim=1, keepdim=True)
            shares = (1 / counts.clamp(min=1)).expand(masks.shape)[masks]
            return self.patch_weight * (entropies * shares).sum() / len(masks)

    @torch.no_grad()
    def update_centers(self, class_mean: Tensor, patch_mean: Tensor | None = None) -> None:
        """Move the centres to the means of all processes; call it after the losses.

        Args:
            class_mean: ``(K, )`` of the teacher's logits of class tokens.
            patch_mean: ``(K, )`` of those of all patches, masked or not; None to leave that centre.
        """
        self._move(self.class_center, class_mean, self.class_momentum)
        if patch_mean is not None:
            self._move(self.patch_center, patch_mean, self.patch_momentum)

    def _patch_targets(self, teacher: Tensor) -> Tensor:
        if self.patch_labels == 'soft':
            return self._targets(teacher, self.patch_center, self.patch_temperature)
        best = (teacher.float() - self.patch_center).argmax(dim=-1)
        return F.one_hot(best, teacher.shape[-1]).float()

    def _targets(self, logits: Tensor, center: Tensor, temperature: TemperatureSchedule) -> Tensor:
        return ((logits.detach().float() - center) / temperature.at(self.epoch)).softmax(dim=-1)

    @staticmethod
    def _move(center: Tensor, mean: Tensor, momentum: float) -> None:
        mean = mean.detach().float().clone()
        all_reduce(mean, op='mean')
        center.lerp_(mean, 1 - momentum)
