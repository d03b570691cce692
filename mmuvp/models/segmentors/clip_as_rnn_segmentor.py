"""Semantic segmentation by CLIP as RNN, whose classes are words."""
from collections.abc import Callable, Sequence

import numpy as np
import torch
from mmengine.model import BaseModel
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.registry import MODELS

from ..multimodal.query_masks import QueryMasks, QuerySegmenter
from ..parts import Part, build_part
from ..task_modules.mask_painting import paint_masks

MUTUAL = ('stuff', 'both')


@MODELS.register_module()
class CLIPAsRNNSegmentor(BaseModel):
    """Asks a frozen CLIP for all classes, and paints what it finds into a map of labels (CaR, sections 3 and 4.1).

    Classes that are stuff may be asked for apart, with the names of the things as background words ("mutual
    background", appendix E); then stuff is painted first, and things on top of it.

    Args:
        car: config or module of what looks for words, such as :class:`mmuvp.CLIPAsRNN`.
        classes: words for the classes in the order of their labels, or their source, see
            :func:`mmuvp.datasets.class_queries.class_queries`.
        stuff: those of them that are asked for apart, or their source.
        stuff_car: the same as ``car`` for stuff, which shares its networks where it names none: a dict of what
            differs, e.g. ``dict(classifier=dict(prompts=('blur', 'gray')))``.
        stuff_crf: what differs from ``crf`` for stuff, e.g. ``dict(bg_factor=1.2)``.
        mutual: whose background words the others are: ``'stuff'``, those of stuff alone (the published code), or
            ``'both'`` ways (the paper; things keep their own background words, too).
        crf: config or object of the refinement, see :class:`QuerySegmenter`.
        sam: config or object that replaces masks by segments, see :class:`QuerySegmenter`.
        first_label: label of the first class.
        background_label: label where no class is; one that the metric's classes lack, such as 255, makes it a miss.
        leave_background: whether pixels may have no class. With False, the random field gives each to one if the
            image shows any; for data whose background is not judged.
        data_preprocessor: of the stock kind, without normalisation and padding: images go in as they are.
        init_cfg: see the stock class.

    Raises:
        ValueError: stuff is not among the classes, there is nothing but stuff, images would be normalised, or what
            differs for stuff changes no config.
        FileNotFoundError: there is no such file of classes.
    """

    training_free = True

    def __init__(self, car: Part, classes: str | Sequence[str], *, stuff: str | Sequence[str] = (),
                 stuff_car: dict | None = None, stuff_crf: dict | None = None, mutual: str = 'stuff',
                 crf: dict | Callable | None = None, sam: dict | Callable | None = None, first_label: int = 1,
                 background_label: int = 0, leave_background: bool = True,
                 data_preprocessor: dict | nn.Module | None = None, init_cfg: dict | None = None):
        from mmuvp.datasets.class_queries import class_queries
        super().__init__(data_preprocessor or dict(type='mmseg.SegDataPreProcessor', bgr_to_rgb=True), init_cfg)
        if getattr(self.data_preprocessor, '_enable_normalize', False):
            raise ValueError('CLIPAsRNNSegmentor draws on images and feeds them to CLIP itself: its data preprocessor '
                             'must not normalise them (no mean, no std)')
        check_choice('mutual', mutual, MUTUAL)
        self.classes, self.mutual = class_queries(classes), mutual
        stuff = class_queries(stuff) if stuff else ()
        if unknown := set(stuff) - set(self.classes):
            raise ValueError(f'stuff {sorted(unknown)} is not among the classes')
        self.stuff_names = tuple(name for name in self.classes if name in set(stuff))
        self.thing_names = tuple(name for name in self.classes if name not in set(stuff))
        if not self.thing_names:
            raise ValueError('all classes are stuff: leave stuff out where there is nothing to tell it from')
        self.first_label, self.background_label = first_label, background_label
        self.leave_background = leave_background
        self.things = QuerySegmenter(build_part(car), crf, sam)
        self.stuff = self._build_stuff(car, stuff_car or {}, crf, stuff_crf or {}) if stuff else None

    def segment(self, image: np.ndarray, queries: Sequence[str], path: str | None = None) -> QueryMasks:
        """Look for any words, as for things.

        Args:
            image: ``(H, W, 3)`` uint8, RGB.
            queries: ``Q`` texts.
            path: file of the image, if it has one.

        Returns:
            Masks, scores, and which queries were kept.

        Raises:
            ValueError: the image or a query is not of that kind.
        """
        return self.things(image, queries, path=path)

    def forward(self, inputs: Tensor, data_samples: list | None = None, mode: str = 'tensor') -> Tensor | list:
        """Label the pixels of images.

        Args:
            inputs: ``(B, 3, H, W)``, RGB from 0 to 255.
            data_samples: as stock pipelines give them; new ones are made where there are none.
            mode: ``'predict'``, or ``'tensor'`` for the labels alone.

        Returns:
            ``'predict'``: the samples with ``pred_sem_seg`` of the size of the image's file, and ``kept_classes``,
            the labels ``(K,)`` of the classes that were not dropped. ``'tensor'``: labels ``(B, H, W)``, int64.

        Raises:
            NotImplementedError: ``mode='loss'``: there is nothing to train.
            ValueError: the mode is unknown.
        """
        if mode == 'loss':
            raise NotImplementedError('CLIP as RNN is training-free: there is no loss. Test it with tools/test.py')
        if mode not in ('predict', 'tensor'):
            raise ValueError(f"mode must be 'predict' or 'tensor', not {mode!r}")
        images = inputs.permute(0, 2, 3, 1).round().clamp(0, 255).to(torch.uint8).cpu().numpy()
        samples = data_samples or [SegDataSample() for _ in images]
        found = [self._label(image, sample) for image, sample in zip(images, samples, strict=True)]
        if mode == 'tensor':
            return torch.from_numpy(np.stack([labels for labels, _ in found])).to(inputs.device)
        for sample, (labels, kept) in zip(samples, found, strict=True):
            sample.pred_sem_seg = PixelData(data=_resize(labels, sample.get('ori_shape')).to(inputs.device))
            sample.kept_classes = torch.tensor(kept, dtype=torch.int64, device=inputs.device)
        return samples

    def _label(self, image: np.ndarray, sample: SegDataSample) -> tuple[np.ndarray, list[int]]:
        """Labels ``(H, W)`` of an image, and labels of the classes kept."""
        path = sample.get('img_path')
        canvas, kept = np.full(image.shape[:2], self.background_label, np.int64), []
        leave_rest = self.leave_background
        if self.stuff is not None:
            kept += self._paint(canvas, self.stuff_names, self.stuff(
                image, self.stuff_names, background=self.thing_names, path=path, leave_rest=leave_rest))
            leave_rest |= bool(kept)  # things need not cover what stuff does
        words = self.things.car.proposer.background if self.stuff is not None and self.mutual == 'both' else None
        background = None if words is None else list(dict.fromkeys([*words, *self.stuff_names]))
        kept += self._paint(canvas, self.thing_names, self.things(
            image, self.thing_names, background=background, path=path, leave_rest=leave_rest))
        return canvas, sorted(kept)

    def _paint(self, canvas: np.ndarray, names: Sequence[str], found: QueryMasks) -> list[int]:
        labels = [self.first_label + self.classes.index(name) for name in names]
        paint_masks(canvas, found.masks, found.scores, labels)
        return [label for label, kept in zip(labels, found.kept, strict=True) if kept]

    def _build_stuff(self, car: Part, differs: dict, crf: dict | Callable | None, crf_differs: dict) -> QuerySegmenter:
        things = self.things
        if (differs and isinstance(car, nn.Module)) or (crf_differs and not isinstance(crf, dict)):
            raise ValueError('stuff_car and stuff_crf change configs: give car and crf as configs, too')
        if differs:
            parts = {
                name: {**car[name], 'clip': getattr(things.car, name).clip, **differs.get(name, {})}
                if name in differs else getattr(things.car, name)
                for name in ('proposer', 'classifier')}
            car = build_part({**car, **differs, **parts, 'clip': None})
        return QuerySegmenter(
            car if differs else things.car, {**crf, **crf_differs} if crf_differs else things.crf, things.sam)


def _resize(labels: np.ndarray, shape: Sequence[int] | None) -> Tensor:
    """Labels ``(1, *shape)``."""
    labels = torch.from_numpy(labels)[None]
    if shape is None or tuple(shape) == tuple(labels.shape[1:]):
        return labels
    return nn.functional.interpolate(labels[None].double(), tuple(shape), mode='nearest-exact')[0].long()
