"""The stock classifier, with labels mixed by attention."""
import warnings

import torch
from mmpretrain.models import ImageClassifier
from mmpretrain.structures import DataSample
from torch import Tensor, nn

from mmuvp.models.backbones.class_attention import check_class_attention
from mmuvp.models.batch_augments import TransMix
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS

LABELS = dict(type='mmuvp.AttentionLabels')


@MODELS.register_module()
class TransMixClassifier(ImageClassifier):
    """``mmpretrain.ImageClassifier`` that weighs the labels of a batch by attention if ``mmuvp.TransMix`` mixed it.

    Batches that were mixed in other ways or not at all, and all of evaluation, are those of the stock class.  Labels
    are smoothed by the head's loss: what smoothing does to a label is linear, so it may come after mixing.

    Args:
        *args: as of ``mmpretrain.ImageClassifier``.
        label_mixing: :class:`mmuvp.AttentionLabels`, or its config.
        **kwargs: as of ``mmpretrain.ImageClassifier``; ``train_cfg`` has the batch augmentations.

    It warns when there are batch augmentations but ``mmuvp.TransMix`` is none of them.

    Raises:
        TypeError: when neither the backbone nor a provider of ``label_mixing`` has class attention.
        ValueError: in a batch, when a label is out of the range of ``data_preprocessor.num_classes``.
    """
    training_only = ('label_mixing', )

    def __init__(self, *args, label_mixing: Part = LABELS, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label_mixing = build_part(label_mixing)
        if self.label_mixing.provider is None:
            check_class_attention(self.backbone)
        if (augments := _batch_augments(self.data_preprocessor)) and not _of_transmix(augments):
            warnings.warn('no batch is mixed by mmuvp.TransMix, so that no label is by attention: '
                          'train_cfg.augments must contain it', stacklevel=2)
        self.data_preprocessor.register_forward_pre_hook(check_labels, with_kwargs=True)
        self.data_preprocessor.register_forward_hook(hand_over_paste)

    def loss(self, inputs: Tensor, data_samples: list[DataSample]) -> dict[str, Tensor]:
        """Losses of a batch.

        Args:
            inputs: images ``(B, 3, H, W)``.
            data_samples: their labels; with the batch's ``paste`` if ``mmuvp.TransMix`` mixed it, and then their
                ``gt_score`` becomes that by attention.

        Raises:
            ValueError: when the labels are of more or fewer classes than the head.
        """
        self._check_classes(data_samples[0])
        if 'paste' not in data_samples[0]:
            return super().loss(inputs, data_samples)
        feats, attention = self._attend(inputs)
        scores = self.label_mixing(attention, data_samples[0].paste)
        for sample, score in zip(data_samples, scores, strict=True):
            sample.set_gt_score(score)
        return self.head.loss(feats, data_samples)

    def _attend(self, inputs: Tensor) -> tuple[tuple, Tensor]:
        """What the head reads, and the attention ``(B, h, w)`` that decides on the labels."""
        if self.label_mixing.provider is not None:
            return self.extract_feat(inputs), self.label_mixing.provide(inputs)
        feats, attention = self.backbone.forward_with_class_attention(inputs)
        return self.neck(feats) if self.with_neck else feats, attention

    def _check_classes(self, sample: DataSample) -> None:
        if 'gt_score' in sample and len(sample.gt_score) != self.head.num_classes:
            raise ValueError(f'labels are of {len(sample.gt_score)} classes, the head of {self.head.num_classes}: '
                             'data_preprocessor.num_classes and head.num_classes must agree')


def check_labels(preprocessor: nn.Module, args: tuple, options: dict) -> None:
    """Make sure that labels have a score each, before they reach a GPU, which would fail without telling which."""
    data, classes = (*args, options.get('data'))[0], getattr(preprocessor, 'num_classes', None)
    samples = data.get('data_samples')
    if classes is None or not _batch_augments(preprocessor) or not samples or 'gt_label' not in samples[0]:
        return
    labels = torch.cat([sample.gt_label for sample in samples])
    wrong = labels[(labels < 0) | (labels >= classes)]
    if len(wrong):
        raise ValueError(f'label {wrong[0].item()} is none of the {classes} of data_preprocessor.num_classes')


def hand_over_paste(preprocessor: nn.Module, args: tuple, output: dict) -> None:
    """Give what ``mmuvp.TransMix`` pasted into the last batch to the samples of that batch, as ``paste``."""
    for augment in _of_transmix(_batch_augments(preprocessor)):
        paste = augment.take()
        if paste is None:
            continue
        for sample in output['data_samples']:
            sample.set_field(paste, 'paste')


def _batch_augments(preprocessor: nn.Module) -> list:
    return getattr(getattr(preprocessor, 'batch_augments', None), 'augments', [])


def _of_transmix(augments: list) -> list[TransMix]:
    return [augment for augment in augments if isinstance(augment, TransMix)]
