"""COCO as a data set of images with several labels."""
import os.path as osp

import numpy as np
from mmdet.datasets import CocoDataset
from mmpretrain.datasets import MultiLabelDataset

from mmuvp.registry import DATASETS

from .coco_json import read_coco_json

SIZES = ('small', 'medium', 'large')
AREA_LIMITS = 32 ** 2, 96 ** 2  # from here on objects are medium, and large


@DATASETS.register_module()
class CocoMultiLabel(MultiLabelDataset):
    """Images of COCO with the classes of the objects in them (ELASTIC, section 2.4.3).

    A class is a label of an image if at least one object is of it, a crowd too; images without objects stay, with no
    label. Entries have `gt_score`, (classes, ), 1 for the labels and 0 elsewhere, and `gt_size_score`,
    (3, classes), the same of small, medium and large objects alone: by the area of their masks in square pixels, they
    are medium from 32 ** 2 and large from 96 ** 2 on.

    Args:
        ann_file (str): Instances in COCO's format, relative to `data_root`.
        **kwargs: Arguments of `mmpretrain.MultiLabelDataset`; `metainfo` or `classes` may name other classes, in the
            order of their labels, and objects of all others are passed over.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is no JSON or not of COCO's format, has no image, lacks a class, or an object has no
            area or is of an image or a category that the file does not have.
    """

    METAINFO = dict(classes=CocoDataset.METAINFO['classes'])

    def load_data_list(self):
        """List the images; see the class for errors."""
        content = read_coco_json(self.ann_file, 'COCO instances')
        labels = self._labels_of_categories(content['categories'])
        found = {image['id']: [set() for _ in SIZES] for image in content['images']}
        for thing in content['annotations']:
            self._check(thing, found, labels)
            if (label := labels[thing['category_id']]) is not None:
                found[thing['image_id']][size_of(thing['area'])].add(label)
        return [dict(img_path=osp.join(self.img_prefix, image['file_name']),
                     size_labels=[sorted(group) for group in found[image['id']]],
                     gt_label=sorted(set.union(*found[image['id']])))
                for image in content['images']]

    def get_data_info(self, idx):
        """Return the entry of an image, with its labels as scores.

        Args:
            idx (int): Its number.

        Returns:
            dict: See the class.
        """
        info = super().get_data_info(idx)
        sizes = np.zeros((len(SIZES), len(self.CLASSES)), np.float32)
        for row, labels in zip(sizes, info.pop('size_labels'), strict=True):
            row[labels] = 1
        return dict(info, gt_score=sizes.max(axis=0), gt_size_score=sizes)

    def _labels_of_categories(self, categories):
        """Labels by id of category; None for those that are none of the classes."""
        labels = {name: label for label, name in enumerate(self.CLASSES)}
        missing = sorted(set(labels) - {category['name'] for category in categories})
        if missing:
            raise ValueError(f'{self.ann_file}: its categories lack {len(missing)} of the {len(labels)} classes: '
                             f'{missing[:5]}')
        return {category['id']: labels.get(category['name']) for category in categories}

    def _check(self, thing, images, categories):
        if thing['image_id'] not in images:
            raise ValueError(f'{self.ann_file}: object {thing["id"]} is in image {thing["image_id"]}, which the file '
                             'does not have')
        if thing['category_id'] not in categories:
            raise ValueError(f'{self.ann_file}: object {thing["id"]} is of category {thing["category_id"]}, which the '
                             'file does not have')
        if 'area' not in thing:
            raise ValueError(f'{self.ann_file}: object {thing["id"]} has no area')


def size_of(area):
    """Tell the size of an object: 0 if it is small, 1 if medium, 2 if large.

    Args:
        area (float): Of its mask, in square pixels.
    """
    return sum(area >= limit for limit in AREA_LIMITS)
