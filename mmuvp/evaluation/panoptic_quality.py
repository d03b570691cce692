"""The panoptic-quality metric of the test loop."""
import os.path as osp

import numpy as np
from mmdet.evaluation import INSTANCE_OFFSET
from mmengine import fileio
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger, print_log
from terminaltables import AsciiTable

from mmuvp.datasets import PanopticIndex
from mmuvp.datasets.panoptic_png import NUM_IDS, distinct_ids, number_ids, write_panoptic_png
from mmuvp.registry import METRICS

from .panoptic_truth import read_truth
from .pq import NUM_COLUMNS, Segments, image_statistics, mean_iou, mean_scores, panoptic_scores


@METRICS.register_module()
class PanopticQuality(BaseMetric):
    """PQ, SQ and RQ of all, thing and stuff classes, in percent, equal to COCO's own evaluation.

    It takes COCO panoptic files, and those of Cityscapes and ADE20K in that format, and needs no panopticapi. Per
    image it keeps a few numbers for each class that occurs, which are summed at the end, over processes too.

    Of each sample it reads `img_id`, `img_path` and `pred_panoptic_seg.sem_seg`, integers (1, H, W) at the size of
    the original image: label + 1000 * instance, labels of `num_classes` and above being void.

    Keys: `PQ`, `SQ`, `RQ`; the same with `_th` and `_st` (NaN where the data has no such class); `mIoU` with
    `with_miou`; `{class}_PQ` and so on with `classwise`.

    Args:
        ann_file (str): COCO panoptic json of the truth.
        seg_prefix (str, optional): Folder of the PNGs that its annotations name. Not needed with `format_only`.
        classwise (bool): Whether to report each class, too, and print a table.
        with_miou (bool): Whether to report the mean IoU of the semantic view of the predictions, over pixels that
            are not void, crowds counting as their class.
        format_only (bool): Whether to write predictions without scoring them.
        outfile_prefix (str, optional): Where to write predictions in COCO's format for a test server:
            `{outfile_prefix}.panoptic.json` and `{outfile_prefix}.panoptic/*.png`.
        backend_args (dict, optional): Storage backend of the truth.
        collect_device (str): See `mmengine.evaluator.BaseMetric`.
        prefix (str, optional): See `mmengine.evaluator.BaseMetric`.

    Raises:
        FileNotFoundError: If `ann_file` or a PNG is missing.
        ValueError: If the arguments contradict each other, a file is not what it must be, or a prediction has
            another size than its image.
    """
    default_prefix = 'pq'

    def __init__(self, ann_file, seg_prefix=None, classwise=False, with_miou=False, format_only=False,
                 outfile_prefix=None, backend_args=None, collect_device='cpu', prefix=None):
        super().__init__(collect_device=collect_device, prefix=prefix)
        if format_only and outfile_prefix is None:
            raise ValueError('PanopticQuality: format_only needs an outfile_prefix to write to.')
        if not format_only and seg_prefix is None:
            raise ValueError('PanopticQuality: scoring needs seg_prefix, the folder of the panoptic PNGs.')
        self.seg_prefix = seg_prefix
        self.classwise = classwise
        self.with_miou = with_miou
        self.format_only = format_only
        self.outfile_prefix = outfile_prefix
        self.backend_args = backend_args
        with fileio.get_local_path(ann_file, backend_args=backend_args) as path:
            self.index = PanopticIndex(path)
        self._category_ids = None

    @property
    def category_ids(self):
        """Category ids in the order of the labels of the data set."""
        if self._category_ids is None:
            self._category_ids = self.index.get_cat_ids(self.dataset_meta['classes'])
        return self._category_ids

    def process(self, data_batch, data_samples):
        """Score, write, or both, the predictions of a batch of samples."""
        for sample in data_samples:
            result = {}
            codes = sample['pred_panoptic_seg']['sem_seg'].cpu().numpy()[0]
            prediction = predicted_segments(codes, len(self.category_ids))
            if self.outfile_prefix is not None:
                result['prediction'] = self._write(sample, prediction)
            if not self.format_only:
                statistics = self._score(sample['img_id'], prediction)
                labels = np.flatnonzero(statistics.any(1))
                result['statistics'] = (labels, statistics[labels])
            self.results.append(result)

    def _score(self, image_id, prediction):
        truth = self._true_segments(image_id)
        if prediction.places.shape != truth.places.shape:
            raise ValueError(
                f'The prediction for image {image_id!r} measures {prediction.places.shape} (height, width), the '
                f'truth {truth.places.shape}: predictions must be resized to `ori_shape`.')
        return image_statistics(truth, prediction, len(self.category_ids))

    def _true_segments(self, image_id):
        places, segments = read_truth(self.index, image_id, self.seg_prefix, self.backend_args)
        labels = [self._label(segment, image_id) for segment in segments]
        return Segments(
            places, np.array(labels, dtype=np.int64),
            np.array([bool(segment.get('iscrowd', 0)) for segment in segments], dtype=bool),
            np.array([segment['area'] for segment in segments], dtype=np.int64))

    def _label(self, segment, image_id):
        category_id = segment['category_id']
        if category_id not in self.category_ids:
            raise ValueError(
                f'{self.index.annotation_file}: segment {segment["id"]} of image {image_id!r} is of category '
                f'{category_id} ({self.index.cats[category_id]["name"]!r}), which is none of the classes of the data '
                'set.')
        return self.category_ids.index(category_id)

    def _write(self, sample, prediction):
        """Write a PNG; returns the entry of the json, whose segments are numbered from 1."""
        name = osp.splitext(osp.basename(sample['img_path']))[0] + '.png'
        write_panoptic_png(osp.join(f'{self.outfile_prefix}.panoptic', name), prediction.places)
        segments = [
            dict(id=place, category_id=self.category_ids[label], area=area)
            for place, (label, area) in enumerate(
                zip(prediction.labels.tolist(), prediction.areas.tolist(), strict=True), 1)]
        return dict(image_id=sample['img_id'], file_name=name, segments_info=segments)

    def compute_metrics(self, results):
        """Sum up the images.

        Args:
            results (list[dict]): What :meth:`process` kept of each image.

        Returns:
            dict[str, float]: Scores in percent; empty with `format_only`.
        """
        if self.outfile_prefix is not None:
            path = f'{self.outfile_prefix}.panoptic.json'
            fileio.dump(dict(annotations=[result['prediction'] for result in results]), path)
            print_log(f'Panoptic predictions are in {path}', logger=MMLogger.get_current_instance())
        if self.format_only:
            return {}
        statistics = np.zeros((len(self.category_ids), NUM_COLUMNS))
        for result in results:
            labels, values = result['statistics']
            statistics[labels] += values
        return self._summarize(statistics)

    def _summarize(self, statistics):
        scores = 100 * panoptic_scores(statistics)
        is_thing = np.array([bool(self.index.cats[category_id]['isthing']) for category_id in self.category_ids])
        groups = {'': ('all', scores), '_th': ('things', scores[is_thing]), '_st': ('stuff', scores[~is_thing])}
        metrics, rows = {}, []
        for suffix, (title, group) in groups.items():
            means = mean_scores(group)
            rows.append((title, means))
            metrics.update({f'{key}{suffix}': value for key, value in _named(means)})
        if self.classwise:
            for name, values in zip(self.dataset_meta['classes'], scores, strict=True):
                rows.append((name, values))
                metrics.update({f'{name}_{key}': value for key, value in _named(values)})
        if self.with_miou:
            metrics['mIoU'] = 100 * float(mean_iou(statistics))
        print_log(_table(rows), logger=MMLogger.get_current_instance())
        return metrics


def predicted_segments(codes, num_classes):
    """Take a predicted panoptic map apart.

    Args:
        codes (np.ndarray): Integers (H, W): label + 1000 * instance.
        num_classes (int): Labels from here on are void.

    Returns:
        Segments: Its segments in the order of their codes.

    Raises:
        ValueError: If a code is negative or larger than any that ids of COCO's PNGs can count.
    """
    largest = int(codes.max())
    if codes.min() < 0 or largest >= NUM_IDS:
        raise ValueError(
            f'A panoptic prediction must be label + {INSTANCE_OFFSET} * instance in 0..{NUM_IDS - 1}, but lies in '
            f'{codes.min()}..{largest}.')
    known = distinct_ids(codes)
    known = known[known % INSTANCE_OFFSET < num_classes]
    places = number_ids(codes, known)
    areas = np.bincount(places.ravel(), minlength=len(known) + 1)[1:]
    return Segments(places, known % INSTANCE_OFFSET, np.zeros(len(known), dtype=bool), areas)


def _named(values):
    return zip(('PQ', 'SQ', 'RQ'), values.tolist(), strict=True)


def _table(rows):
    lines = [['', 'PQ', 'SQ', 'RQ']] + [[name, *(f'{value:.2f}' for value in values)] for name, values in rows]
    return 'Panoptic quality (%)\n' + AsciiTable(lines).table
