"""Expressions for the things of `scenes`."""
import os.path as osp

from mmuvp.registry import DATASETS

from .coco_json import read_coco_json
from .made_scenes import MadeScenes
from .referring_dataset import ReferringDataset


@DATASETS.register_module()
class ScenesReferring(MadeScenes, ReferringDataset):
    """Up to three expressions for each thing of `scenes` that words single out; arguments as of :class:`MadeScenes`."""

    ANNOTATIONS = 'annotations/referring_{split}.json'
    FOLDERS = dict(img_path='images/{split}')

    def load_targets(self):
        """List the things that have expressions."""
        content = read_coco_json(self.ann_file, 'expressions that refer to things')
        images = {image['id']: image for image in content['images']}
        return [self._target(thing, images[thing['image_id']]) for thing in content['annotations']]

    def _target(self, thing, image):
        return dict(
            img_path=osp.join(self.data_prefix['img_path'], image['file_name']), img_id=image['id'],
            ref_id=str(thing['id']), height=image['height'], width=image['width'],
            segmentations=[thing['segmentation']], text=thing['sentences'])
