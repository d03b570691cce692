"""ImageNet of some classes alone."""
import os.path as osp

from mmengine import fileio
from mmpretrain.datasets import ImageNet
from mmpretrain.datasets.custom import get_samples

from mmuvp.registry import DATASETS

from .imagenet_subsets import LABELS


def read_class_file(path, num_classes):
    """Read the WordNet ids of some classes of ImageNet.

    Args:
        path (str): A text file with one id in each line.
        num_classes (int): How many there must be.

    Returns:
        list[str]: The ids, sorted.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it lists another number of classes, one twice, or one that ImageNet-1K does not have.
    """
    if not fileio.exists(path):
        raise FileNotFoundError(f'{path} does not exist; it must have the WordNet id of one class in each line')
    wnids = sorted(fileio.get_text(path).split())
    if unknown := [wnid for wnid in wnids if wnid not in LABELS]:
        raise ValueError(f'{path}: {unknown[0]!r} is no WordNet id of a class of ImageNet-1K')
    if twice := [wnid for wnid, following in zip(wnids, wnids[1:], strict=False) if wnid == following]:
        raise ValueError(f'{path} lists {twice[0]} twice')
    if len(wnids) != num_classes:
        raise ValueError(f'{path} lists {len(wnids)} classes, and not {num_classes}')
    return wnids


@DATASETS.register_module()
class ImageNetClasses(ImageNet):
    """The images of ImageNet of some classes, such as the 100 of ImageNet-100.

    Labels count from 0 in the order of the WordNet ids, as those of a folder of these classes would.

    Args:
        class_file (str): Path of a text file with the WordNet id of one class in each line, in any order.
        num_classes (int): How many there must be.
        **kwargs: Arguments of `mmpretrain.ImageNet`.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it lists another number of classes, one twice, or one that ImageNet-1K does not have, or the
            data set has no image of one.
    """

    def __init__(self, class_file, num_classes, **kwargs):
        self.class_file, self.wnids = class_file, read_class_file(class_file, num_classes)
        names = [ImageNet.METAINFO['classes'][LABELS[wnid]] for wnid in self.wnids]
        super().__init__(metainfo=dict(classes=names), **kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        places = {LABELS[wnid]: place for place, wnid in enumerate(self.wnids)}
        kept = [dict(info, gt_label=places[info['gt_label']])
                for info in super().load_data_list() if info['gt_label'] in places]
        found = {info['gt_label'] for info in kept}
        if missing := [wnid for place, wnid in enumerate(self.wnids) if place not in found]:
            raise ValueError(f'{self.img_prefix} has no image of {len(missing)} of the classes in {self.class_file}: '
                             f'{missing[:5]}')
        return kept

    def _find_samples(self):
        """The images in the folders of the classes, with labels among all of ImageNet."""
        folders = {wnid: LABELS[wnid] for wnid in self.wnids if fileio.isdir(osp.join(self.img_prefix, wnid))}
        return get_samples(self.img_prefix, folders, self.is_valid_file)[0]
