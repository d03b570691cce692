"""iBOT: masked image modelling with an online tokenizer."""
import torch
import torch.nn.functional as F
from mmpretrain.models.selfsup import BaseSelfSupervisor
from mmpretrain.structures import DataSample
from torch import Tensor, nn

from mmuvp.models.parts import build_part
from mmuvp.registry import MODELS

# kinds of crops, and what their masks are called in a data sample
KINDS = 'global', 'local'
MASKS = 'mask', 'local_mask'


class Branch(nn.Module):
    """A backbone and its projector.

    Args:
        backbone: config or module, from images to ``(tokens (B, 1 + N, C), )``, the class token first.
        neck: config or module with the methods of :class:`mmuvp.IBOTProjector`.
    """

    training_only = ('neck', )

    def __init__(self, backbone: dict | nn.Module, neck: dict | nn.Module) -> None:
        super().__init__()
        self.backbone, self.neck = build_part(backbone), build_part(neck)


@MODELS.register_module()
class IBOT(BaseSelfSupervisor):
    """A student learns to tell what a teacher, its own running mean, sees (section 6.3, algorithm 1).

    The student is given the global crops with some patches hidden, and the local crops; the teacher the whole global
    crops.  Only class tokens and hidden patches are compared, so no other patch gets logits.  The centre of patches,
    a mean of the teacher's logits of all of them, is computed from the mean of their vectors, to which the last
    layer is linear.

    Without masks in the data samples, what is left is self-distillation of class tokens (DINO).

    Args:
        backbone: the student's, with a mask token where masks are used; outputs all tokens (``out_type='raw'``).
        neck: the student's projector.
        head: the loss, such as :class:`mmuvp.SelfDistillationLoss`.
        teacher: what the configs of the teacher's ``backbone`` and ``neck`` have else than the student's; each of
            its parameters must have a fellow of the same name and shape there.
        num_global: how many crops, from the first, are global ones.
        data_preprocessor: see the stock class.
        init_cfg: see the stock class.

    Raises:
        ValueError: when the teacher has parameters that the student has not.
    """

    # features are the teacher's
    training_only = ('backbone', 'neck', 'head')

    def __init__(self, backbone: dict, neck: dict, head: dict | nn.Module, teacher: dict | None = None,
                 num_global: int = 2, data_preprocessor: dict | nn.Module | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(backbone=backbone, neck=neck, head=head, data_preprocessor=data_preprocessor,
                         init_cfg=init_cfg)
        teacher = teacher or {}
        self.teacher = Branch({**backbone, **teacher.get('backbone', {})}, {**neck, **teacher.get('neck', {})})
        self.teacher.requires_grad_(False)
        self.num_global = num_global
        self._check_teacher()
        self.update_teacher(0)

    def init_weights(self) -> None:
        """Initialise the student, and the teacher as its copy, unless ``init_cfg`` names weights of both."""
        super().init_weights()
        pretrained = isinstance(self.init_cfg, dict) and self.init_cfg['type'] == 'Pretrained'
        if not pretrained:
            self.update_teacher(0)

    @torch.no_grad()
    def update_teacher(self, momentum: float) -> None:
        """Move the teacher's parameters to the student's, of the same names, by a share of ``1 - momentum``."""
        students = dict(self.named_parameters())
        pairs = [(p, students[name]) for name, p in self.teacher.named_parameters()]
        teacher, student = map(list, zip(*pairs, strict=True))
        torch._foreach_mul_(teacher, momentum)
        torch._foreach_add_(teacher, student, alpha=1 - momentum)

    def extract_feat(self, inputs: Tensor) -> tuple[Tensor, ...]:
        """Images ``(B, C, H, W)`` to the outputs of the teacher's backbone."""
        return self.teacher.backbone(inputs)

    def loss(self, inputs: list[Tensor], data_samples: list[DataSample]) -> dict[str, Tensor]:
        """Losses of a batch; in training, the centres move with it.

        Args:
            inputs: one batch ``(B, C, H, W)`` for each crop, global ones first; those of a kind have one size.
            data_samples: of the B images; with ``mask (n, h, w)`` of the first n global crops, True where a patch is
                hidden, or none with a mask; with ``local_mask`` of local crops, too, which the teacher then sees
                whole, or none.

        Returns:
            ``loss_class``, and ``loss_patch`` if there are masks.

        Raises:
            ValueError: when there are too few crops, they differ in size, only some samples have masks, or these do
                not fit.
        """
        crops = self._check_crops(inputs)
        masks = self._masks(data_samples, len(inputs))
        with torch.no_grad():
            teacher_class, teacher_patches, patch_mean = self._teach(crops, masks)
        student_class, student_patches = self._study(crops, masks)
        losses = self._class_loss(student_class, teacher_class, len(inputs))
        if masks:
            losses['loss_patch'] = self.head.patch_loss(student_patches, teacher_patches, _one_width(masks))
        if self.training:
            self.head.update_centers(teacher_class.float().mean(0), patch_mean)
        return losses

    def _class_loss(self, student: Tensor, teacher: Tensor, num_crops: int) -> dict[str, Tensor]:
        return dict(loss_class=self.head.class_loss(
            student.unflatten(0, (num_crops, -1)), teacher.unflatten(0, (self.num_global, -1))))

    def _teach(self, crops: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Logits of class tokens and of hidden patches, and the mean logits of all patches."""
        branch = self.teacher
        tokens = [branch.backbone(images)[-1] for images in crops[:max(1, len(masks))]]
        class_logits = branch.neck(tokens[0][:, 0])
        if not masks:
            return class_logits, None, None
        for x, mask, kind in zip(tokens, masks, KINDS, strict=False):
            if x.shape[1] - 1 != mask[0].numel():
                raise ValueError(f'masks of {tuple(mask.shape[1:])} patches are not those of the {x.shape[1] - 1} '
                                 f'patches of a {kind} crop')
        vectors = branch.neck.embed(torch.cat([x[:, 1:].flatten(0, 1) for x in tokens]), patches=True)
        hidden = torch.cat([mask.flatten() for mask in masks])
        hidden_logits = branch.neck.classify(vectors[hidden], patches=True)
        return class_logits, hidden_logits, branch.neck.classify(vectors.mean(0), patches=True)

    def _study(self, crops: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, Tensor | None]:
        """Logits of class tokens, crop by crop, and of hidden patches."""
        tokens = [self.backbone(images, *masks[kind:kind + 1])[-1] for kind, images in enumerate(crops)]
        class_logits = self.neck(torch.cat([x[:, 0] for x in tokens]))
        if not masks:
            return class_logits, None
        hidden = [x[:, 1:][mask.flatten(1)] for x, mask in zip(tokens, masks, strict=False)]
        return class_logits, self.neck(torch.cat(hidden), patches=True)

    def _check_crops(self, inputs: list[Tensor]) -> list[Tensor]:
        """The global crops as one batch, and the local ones as another if there are any."""
        if not isinstance(inputs, list | tuple) or len(inputs) < max(2, self.num_global):
            count = len(inputs) if isinstance(inputs, list | tuple) else 1
            raise ValueError(f'iBOT needs {self.num_global} global crops of each image, and two crops at least, '
                             f'not {count}')
        kinds = [inputs[:self.num_global], inputs[self.num_global:]]
        for kind in kinds:
            if len({crop.shape for crop in kind}) > 1:
                raise ValueError(f'crops of a kind must have one size, not {[tuple(crop.shape) for crop in kind]}')
        return [torch.cat(list(kind)) for kind in kinds if kind]

    def _masks(self, data_samples: list[DataSample], num_crops: int) -> list[Tensor]:
        """Masks ``(crops * B, h, w)``, crop by crop: none, of the global crops, or of these and of the local ones."""
        counts = self.num_global, num_crops - self.num_global
        masks = [_stack_masks(data_samples, name, count) for name, count in zip(MASKS, counts, strict=True)]
        if masks[0] is None and masks[1] is not None:
            raise ValueError('where local crops have masks, global ones must have some, too')
        return [mask for mask in masks if mask is not None]

    def _check_teacher(self) -> None:
        students = {name: p.shape for name, p in self.named_parameters()}
        alone = [name for name, p in self.teacher.named_parameters() if students.get(name) != p.shape]
        if alone:
            raise ValueError(f'the teacher cannot follow the student in {", ".join(alone)}: the student has none such')


def _stack_masks(data_samples: list[DataSample], name: str, num_crops: int) -> Tensor | None:
    """Masks ``(num_crops * B, h, w)`` of the crops of a kind; those after the given ones hide nothing."""
    given = [sample.get(name) for sample in data_samples or [] if name in sample]
    if not given:
        return None
    if len(given) != len(data_samples):
        raise ValueError(f'{len(given)} of {len(data_samples)} samples have masks: it must be all or none')
    masks = torch.stack(given).bool()
    if masks.dim() != 4 or masks.shape[1] > num_crops:
        raise ValueError(f'masks of a sample must be ({num_crops}, h, w), not {tuple(masks.shape[1:])}')
    masks = F.pad(masks, (0, 0, 0, 0, 0, num_crops - masks.shape[1]))
    return masks.transpose(0, 1).flatten(0, 1)


def _one_width(masks: list[Tensor]) -> Tensor:
    """Masks of all crops as ``(crops, patches)``, filled up with patches that are not hidden."""
    masks = [mask.flatten(1) for mask in masks]
    width = max(mask.shape[1] for mask in masks)
    return torch.cat([F.pad(mask, (0, width - mask.shape[1])) for mask in masks])
