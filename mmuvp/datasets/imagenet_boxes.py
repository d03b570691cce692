"""ImageNet with the boxes of its objects."""
import os.path as osp
from xml.etree import ElementTree

from mmengine import fileio
from mmpretrain.datasets import ImageNet

from mmuvp.registry import DATASETS


@DATASETS.register_module()
class ImageNetBoxes(ImageNet):
    """ImageNet with the boxes of its objects, for tests of localisation.

    Each entry has `instances`, one dict an object with `bbox`: left, top, right and bottom in pixels of the file, as
    mmdet's data sets have them.

    Args:
        box_prefix (str): Folder of the XML files, one an image and named as it, relative to `data_root`, such as
            `Annotations/CLS-LOC/val`.
        **kwargs: Arguments of `mmpretrain.ImageNet`.

    Raises:
        FileNotFoundError: If an image has no XML file.
        ValueError: If an XML file cannot be read, or has no box.
    """

    def __init__(self, box_prefix, data_root='', **kwargs):
        self.box_folder = osp.join(data_root, box_prefix)
        super().__init__(data_root=data_root, **kwargs)

    def load_data_list(self):
        """Load what the stock data set loads."""
        data_list = super().load_data_list()
        for info in data_list:
            name = osp.splitext(osp.basename(info['img_path']))[0]
            info['instances'] = self._read_boxes(osp.join(self.box_folder, f'{name}.xml'))
        return data_list

    def _read_boxes(self, path):
        if not fileio.exists(path):
            raise FileNotFoundError(f'{path} does not exist; it must hold the boxes of the image of that name')
        try:
            boxes = ElementTree.fromstring(fileio.get_text(path)).findall('object/bndbox')
            boxes = [[float(box.find(side).text) for side in ('xmin', 'ymin', 'xmax', 'ymax')] for box in boxes]
        except (ElementTree.ParseError, AttributeError, TypeError, ValueError) as error:
            raise ValueError(f'{path} does not describe boxes as Pascal VOC does: {error}') from error
        if not boxes:
            raise ValueError(f'{path} has no box')
        return [dict(bbox=box) for box in boxes]
