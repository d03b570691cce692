"""The competitions of iNaturalist as data sets of classification."""
import os.path as osp

from mmpretrain.datasets import BaseDataset

from mmuvp.registry import DATASETS

from .coco_json import read_coco_json


@DATASETS.register_module()
class INaturalist(BaseDataset):
    """iNaturalist 2018 (8,142 species) or 2019 (1,010), as iBOT's table 6.7 has them.

    Labels count the categories of the file in the order of their ids, which training and validation share.

    Args:
        ann_file (str): `train2018.json` and the like, relative to `data_root`; its paths are, too.
        num_classes (int): How many categories the file must have.
        **kwargs: Arguments of `mmpretrain.BaseDataset`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is no JSON or not of this format, has another number of categories, or an image has no
            annotation or several.
    """

    def __init__(self, ann_file, num_classes, **kwargs):
        self.num_classes = num_classes
        super().__init__(ann_file=ann_file, **kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        content = read_coco_json(self.ann_file, 'the iNaturalist competition')
        ids = sorted(category['id'] for category in content['categories'])
        if len(ids) != self.num_classes:
            raise ValueError(f'{self.ann_file} has {len(ids)} categories, but num_classes is {self.num_classes}')
        labels = {number: label for label, number in enumerate(ids)}
        found = {thing['image_id']: labels[thing['category_id']] for thing in content['annotations']}
        images = {image['id'] for image in content['images']}
        if len(found) != len(content['annotations']) or found.keys() != images:
            raise ValueError(f'{self.ann_file} must have one annotation for each of its {len(images)} images')
        return [dict(img_path=osp.join(self.data_root, image['file_name']), gt_label=found[image['id']])
                for image in content['images']]
