"""Classification with classes that are words."""
import torch.nn.functional as F
from mmpretrain.models.classifiers.base import BaseClassifier
from mmpretrain.structures import DataSample
from torch import Tensor

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.multimodal.class_embeddings import ClassEmbeddings, read_checkpoints_of
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

MODES = ('loss', 'predict', 'tensor')


@MODELS.register_module()
class ZeroShotClassifier(BaseClassifier):
    """Names an image by the class whose words fit it best: its score is the cosine of both embeddings.

    It has no weights but those of a model of images and texts, and reads the checkpoint of that model's training. Of
    classes with one name, which ImageNet has, the first is predicted.

    Args:
        model: of images and texts, with ``encode_image`` and ``encode_text``, such as
            :class:`mmuvp.models.multimodal.ImageTextContrastive`.
        prompts: arguments of :class:`mmuvp.models.task_modules.ClassPrompts`.
        data_preprocessor: of mmpretrain.
        init_cfg: see ``mmengine.model.BaseModule``.
    """

    def __init__(self, model: Part, prompts: dict, data_preprocessor: Part | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg=init_cfg, data_preprocessor=data_preprocessor)
        self.model = build_part(model)
        self.classes = ClassEmbeddings(prompts)
        read_checkpoints_of(self, 'model')

    def forward(self, inputs: Tensor, data_samples: list[DataSample] | None = None,
                mode: str = 'tensor') -> Tensor | list[DataSample]:
        """Run the model.

        Args:
            inputs: images ``(B, 3, H, W)``.
            data_samples: of the images, for ``'predict'``.
            mode: ``'tensor'`` or ``'predict'``.

        Returns:
            Cosines ``(B, C)`` in float32, or the samples with them as ``pred_score``, and ``pred_label``.

        Raises:
            NotImplementedError: on ``'loss'``: what learns is the model of images and texts, from captions.
            ValueError: on an unknown mode.
        """
        check_choice('mode', mode, MODES)
        if mode == 'loss':
            raise NotImplementedError('ZeroShotClassifier does not learn; train its model of images and texts on '
                                      'captions')
        scores = self.cosines(inputs)
        if mode == 'tensor':
            return scores
        samples = data_samples or [DataSample() for _ in scores]
        for sample, score, label in zip(samples, scores, scores.argmax(dim=1), strict=True):
            sample.set_pred_score(score).set_pred_label(label)
        return samples

    def cosines(self, inputs: Tensor) -> Tensor:
        """Images ``(B, 3, H, W)`` to similarities ``(B, C)`` in [-1, 1]."""
        images = self.model.encode_image(inputs)
        with without_autocast(inputs):
            classes = self.classes(self.model.encode_text, inputs.device)
            return F.normalize(images.float(), dim=-1) @ classes.T
