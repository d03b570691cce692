"""AP of instances, against panoptic truth."""
import numpy as np
from mmdet.evaluation import CocoMetric
from mmdet.structures.mask import encode_mask_results
from mmengine import fileio
from pycocotools import mask as mask_util

from mmuvp.datasets import IdMapMasks, PanopticIndex
from mmuvp.registry import METRICS

from .panoptic_truth import read_truth


@METRICS.register_module()
class PanopticInstanceAP(CocoMetric):
    """COCO's AP of masks for data sets that have panoptic files only, such as Mapillary Vistas.

    The things of the truth are its instances; crowds are ignored as COCO ignores them.  Of each sample it reads what
    `mmdet.CocoMetric` reads.

    Args:
        ann_file (str): COCO panoptic json of the truth.
        seg_prefix (str): Folder of the PNGs that its annotations name.
        backend_args (dict, optional): Storage backend of the truth.
        **kwargs: Other arguments of `mmdet.CocoMetric`.

    Raises:
        FileNotFoundError: If `ann_file` or a PNG is missing.
        ValueError: If a file is not what it must be.
    """

    def __init__(self, ann_file, seg_prefix, backend_args=None, **kwargs):
        super().__init__(ann_file=None, metric='segm', backend_args=backend_args, **kwargs)
        self.seg_prefix = seg_prefix
        with fileio.get_local_path(ann_file, backend_args=backend_args) as path:
            self.index = PanopticIndex(path)

    def process(self, data_batch, data_samples):
        """Keep the predictions and the truth of a batch of samples."""
        # other metrics are given the same samples
        super().process(data_batch, [
            dict(sample, instances=self._instances(sample['img_id'])) for sample in data_samples])

    def gt_to_coco_json(self, gt_dicts, outfile_prefix):
        """As the stock method, but areas, by which scores are told apart, are those of masks and not of boxes."""
        path = super().gt_to_coco_json(gt_dicts, outfile_prefix)
        content = fileio.load(path)
        for annotation in content.get('annotations', ()):
            annotation['area'] = float(mask_util.area(annotation['segmentation']))
        fileio.dump(content, path)
        return path

    def _instances(self, image_id):
        places, segments = read_truth(self.index, image_id, self.seg_prefix, self.backend_args)
        masks = IdMapMasks(places, len(segments))
        labels = {category: label for label, category in enumerate(
            self.index.get_cat_ids(self.dataset_meta['classes']))}
        things = [place for place, segment in enumerate(segments)
                  if self.index.cats[segment['category_id']]['isthing']]
        boxes = masks.get_bboxes('hbox').numpy().tolist()
        codes = encode_mask_results(masks[np.array(things, dtype=np.int64)].masks)
        return [dict(bbox=boxes[place], bbox_label=labels[segments[place]['category_id']], mask=code,
                     ignore_flag=int(segments[place].get('iscrowd', 0)))
                for place, code in zip(things, codes, strict=True)]
