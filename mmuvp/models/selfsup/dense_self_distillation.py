"""Self-distillation of all patches instead of masked ones."""
import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from torch import Tensor

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.precision import without_autocast
from mmuvp.registry import MODELS

from .ibot import IBOT

MATCHES = ('position', 'feature')


@MODELS.register_module()
class DenseSelfDistillation(IBOT):
    """iBOT with pairs of patches in the place of masks (table E.14).

    No patch is hidden.  Each patch of the student's of one global crop learns what the teacher tells of a patch of
    the *other* global crop: of the one nearest to it in the image, or of the most similar one.

    Args:
        match: ``'position'`` compares the centres of patches by their Euclidean distance, and leaves out patches whose
            centre the other crop does not show; ``'feature'`` compares the student's tokens with the teacher's by
            their cosine, and leaves out none.
        **kwargs: see :class:`mmuvp.IBOT`; there must be two global crops.

    Raises:
        ValueError: on another match, or another number of global crops.
    """

    def __init__(self, *args, match: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        check_choice('match', match, MATCHES)
        if self.num_global != 2:
            raise ValueError(f'patches are matched between two global crops, not {self.num_global}')
        self.match = match

    def loss(self, inputs: list[Tensor], data_samples: list[DataSample]) -> dict[str, Tensor]:
        """Losses of a batch; in training, the centres move with it.

        Args:
            inputs: one batch ``(B, C, H, W)`` for each crop, global ones first; those of a kind have one size.
            data_samples: of the B images; to match by position, with the ``crops`` of
                :class:`mmuvp.LocatedMultiView` among their meta information.

        Returns:
            ``loss_class`` and ``loss_patch``.

        Raises:
            ValueError: when there are too few crops, they differ in size, or samples do not say where they lie.
        """
        crops = self._check_crops(inputs)
        student = [self.backbone(images)[-1] for images in crops]
        with torch.no_grad():
            teacher = self.teacher.backbone(crops[0])[-1]
            fellows, valid = self._pair(student[0][:, 1:], teacher[:, 1:], crops[0].shape[2:], data_samples)
            teacher_class = self.teacher.neck(teacher[:, 0])
            teacher_patches, patch_mean = self._teach_patches(teacher[:, 1:], fellows, valid)
        student_class = self.neck(torch.cat([tokens[:, 0] for tokens in student]))
        losses = self._class_loss(student_class, teacher_class, len(inputs))
        student_patches = self.neck(student[0][:, 1:][valid], patches=True)
        losses['loss_patch'] = self.head.patch_loss(student_patches, teacher_patches, valid)
        if self.training:
            self.head.update_centers(teacher_class.float().mean(0), patch_mean)
        return losses

    def _teach_patches(self, tokens: Tensor, fellows: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the fellows of the patches that count, and the mean logits of all patches."""
        neck = self.teacher.neck
        vectors = neck.embed(tokens.flatten(0, 1), patches=True)
        others = _other_crop(vectors.unflatten(0, fellows.shape))
        chosen = others.take_along_dim(fellows[..., None], dim=1)[valid]
        return neck.classify(chosen, patches=True), neck.classify(vectors.mean(0), patches=True)

    def _pair(self, student: Tensor, teacher: Tensor, size: tuple[int, int],
              data_samples: list[DataSample]) -> tuple[Tensor, Tensor]:
        """For tokens ``(2 * B, N, C)``, which of the other crop's belongs to each, and whether it counts."""
        if self.match == 'feature':
            return match_features(student, _other_crop(teacher)), torch.ones_like(student[..., 0], dtype=torch.bool)
        if not all('crops' in sample for sample in data_samples):
            raise ValueError('to match patches by position, each sample must tell its crops')
        boxes = torch.tensor([sample.crops[:2] for sample in data_samples], device=student.device).float()
        return match_positions(boxes.transpose(0, 1).flatten(0, 1), self._grid(student.shape[1], size))

    @staticmethod
    def _grid(num_patches: int, size: tuple[int, int]) -> tuple[int, int]:
        rows = round((num_patches * size[0] / size[1]) ** 0.5)
        return rows, num_patches // rows


@torch.no_grad()
def match_features(queries: Tensor, keys: Tensor) -> Tensor:
    """For each query the key of the largest cosine: ``(B, N, C)`` and ``(B, M, C)`` to indices ``(B, N)``."""
    with without_autocast(queries):
        queries, keys = (F.normalize(x.float(), dim=-1) for x in (queries, keys))
        return (queries @ keys.mT).argmax(dim=-1)


def match_positions(boxes: Tensor, grid: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """For each patch of a crop, the patch of the other crop whose centre is the nearest in the image.

    Args:
        boxes: ``(2 * B, 4)``, where the left, upper, right and lower borders of the crops lie in the image, in pixels;
            all first crops, then all second ones.  A flipped crop has its left border right of its right one.
        grid: rows and columns of patches.

    Returns:
        Indices ``(2 * B, h * w)``, and of the same shape whether the other crop shows the patch's centre.
    """
    centers, others = _centers(boxes, grid), _other_crop(boxes)
    low, high = (torch.stack([pick(others[:, 0], others[:, 2]), pick(others[:, 1], others[:, 3])], dim=-1)
                 for pick in (torch.minimum, torch.maximum))
    valid = ((centers >= low[:, None]) & (centers <= high[:, None])).all(dim=-1)
    return torch.cdist(centers, _other_crop(centers)).argmin(dim=-1), valid


def _centers(boxes: Tensor, grid: tuple[int, int]) -> Tensor:
    """Centres ``(n, h * w, 2)`` of patches, as x and y in the image."""
    shares = [(torch.arange(n, device=boxes.device) + 0.5) / n for n in grid]
    y, x = torch.meshgrid(*shares, indexing='ij')
    shares = torch.stack([x, y], dim=-1).flatten(0, 1)
    return boxes[:, None, :2] + shares * (boxes[:, 2:] - boxes[:, :2])[:, None]


def _other_crop(x: Tensor) -> Tensor:
    """The two halves of the first dimension, swapped."""
    return x.roll(len(x) // 2, dims=0)
