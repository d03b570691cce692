"""Semantic segmentation with classes that are words."""
import torch.nn.functional as F
from mmengine.config import ConfigDict
from mmengine.registry import TASK_UTILS
from mmseg.models import EncoderDecoder
from mmseg.models.segmentors.base import BaseSegmentor
from torch import Tensor

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.multimodal.class_embeddings import ClassEmbeddings, read_checkpoints_of
from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules.group_scores import group_class_scores, group_map, score_map
from mmuvp.registry import MODELS


@MODELS.register_module()
class ZeroShotSegmentor(EncoderDecoder):
    """Groups of pixels, each named by the class whose words fit it best (GroupViT, section 3.3).

    It has no weights but those of a model of images and texts, and reads the checkpoint of that model's training.
    Windows slide over an image as in the stock class; the background is decided on within each, and their scores are
    averaged where they overlap.

    Args:
        model: of images and texts, such as :class:`mmuvp.models.multimodal.ImageTextContrastive`; what is used are
            its ``encode_text``, ``project_image``, ``backbone`` and ``scale``.
        prompts: arguments of :class:`mmuvp.models.task_modules.ClassPrompts`; the background is no class of theirs.
        groups: what groups the patches, such as :class:`mmuvp.models.task_modules.GroupViTGroups`.
        background: score below which a pixel is of the background, the class with label 0 before all others; None if
            there is none.
        top_classes: see :func:`mmuvp.models.task_modules.group_class_scores`.
        product: see :func:`mmuvp.models.task_modules.group_class_scores`.
        test_cfg: as in the stock class.
        data_preprocessor: of mmseg.
        init_cfg: see ``mmengine.model.BaseModule``.

    Raises:
        ValueError: if two classes have one name, there is one class and no background, ``background`` is not in
            [0, 1], or ``top_classes`` is less than 1.
    """

    def __init__(self,
                 model: Part,
                 prompts: dict,
                 groups: dict = dict(type='mmuvp.GroupViTGroups'),
                 background: float | None = None,
                 top_classes: int | None = 5,
                 product: bool = True,
                 test_cfg: dict = dict(mode='whole'),
                 data_preprocessor: Part | None = None,
                 init_cfg: dict | None = None) -> None:
        # no decode head, which the constructor of the stock class insists on
        BaseSegmentor.__init__(self, data_preprocessor=data_preprocessor, init_cfg=init_cfg)
        self.model = build_part(model)
        self.classes = ClassEmbeddings(prompts)
        self.groups = TASK_UTILS.build(groups)
        _check(self.classes.prompts, background, top_classes)
        self.background, self.top_classes, self.product = background, top_classes, product
        self.num_classes = self.out_channels = len(self.classes.prompts.classes) + (background is not None)
        self.align_corners = False
        self.train_cfg, self.test_cfg = None, ConfigDict(test_cfg)
        read_checkpoints_of(self, 'model')

    @property
    def with_decode_head(self) -> bool:
        """There is none."""
        return False

    def loss(self, inputs: Tensor, data_samples: list) -> dict:
        """Always an error: what learns is the model of images and texts, from captions."""
        raise NotImplementedError('ZeroShotSegmentor does not learn; train its model of images and texts on captions')

    def _forward(self, inputs: Tensor, data_samples: list | None = None) -> Tensor:
        return self.encode_decode(inputs, [])

    def encode_decode(self, inputs: Tensor, batch_img_metas: list[dict]) -> Tensor:
        """Scores of all pixels.

        Args:
            inputs: images or windows ``(B, 3, H, W)``.
            batch_img_metas: not used.

        Returns:
            ``(B, num_classes, H, W)`` in [0, 1].
        """
        found = self.groups(self.model, inputs)
        with without_autocast(inputs):
            scores = group_class_scores(self.class_logits(found.embeddings), self.class_logits(found.pooled),
                                        self.top_classes, self.product)
            pixels = group_map(found.assignment.float(), found.grid, inputs.shape[2:])
            return score_map(scores, pixels, self.background)

    def class_logits(self, embeddings: Tensor) -> Tensor:
        """Similarities ``(..., C)`` of embeddings ``(..., D)`` to the classes, over the temperature."""
        classes = self.classes(self.model.encode_text, embeddings.device)
        return F.normalize(embeddings.float(), dim=-1) @ classes.T * self.model.scale.float()


def _check(prompts, background: float | None, top_classes: int | None) -> None:
    if prompts.repeated:
        raise ValueError(f'classes must have names of their own to be told apart; more than one is called '
                         f'{prompts.repeated[0]!r}')
    if len(prompts.classes) == 1 and background is None:
        raise ValueError('one class and no background leave nothing to tell apart')
    if background is not None and not 0 <= background <= 1:
        raise ValueError(f'background is a score in [0, 1], not {background}')
    if top_classes is not None and top_classes < 1:
        raise ValueError(f'top_classes must be at least 1, or None for all, not {top_classes}')
