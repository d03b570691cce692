"""Images beside ImageNet's that come in folders named by the WordNet ids of its classes."""
import difflib
import os.path as osp

from mmengine import fileio
from mmpretrain.datasets import CustomDataset, ImageNet
from mmpretrain.datasets.custom import get_samples

from mmuvp.registry import DATASETS

from .imagenet_wnids import IMAGENET_A_WNIDS, IMAGENET_WNIDS

LABELS = {wnid: label for label, wnid in enumerate(IMAGENET_WNIDS)}


def read_class_folders(root):
    """List the folders of a data set that are named by WordNet ids.

    Args:
        root (str): The folder that they are in.

    Returns:
        dict[str, int]: Label among the 1,000 classes of ImageNet by WordNet id, sorted.

    Raises:
        FileNotFoundError: If there is no such folder.
        ValueError: If it holds no folder, or one that is named otherwise.
    """
    if not fileio.exists(root):
        raise FileNotFoundError(f'{root} does not exist; it must hold a folder of images for each class')
    folders = sorted(fileio.list_dir_or_file(root, list_file=False))
    unknown = [folder for folder in folders if folder not in LABELS]
    if not folders or unknown:
        what = f'folders {unknown[:5]}, which are no' if unknown else 'no folder that is named by'
        near = difflib.get_close_matches(unknown[0], LABELS, n=1) if unknown else ()
        hint = f'; did you mean {near[0]}?' if near else ''
        raise ValueError(f'{root} has {what} WordNet ids of classes of ImageNet-1K{hint}')
    return {folder: LABELS[folder] for folder in folders}


class ClassFolders(CustomDataset):
    """Images in class folders, with labels among the 1,000 classes of ImageNet."""

    METAINFO = dict(classes=ImageNet.METAINFO['classes'])

    def load_data_list(self):
        """List the images.

        Raises:
            FileNotFoundError: If the folder does not exist.
            ValueError: If its folders are not those of the classes, or one has no image.
        """
        folders = self._class_folders()
        self._metainfo['labels'] = sorted(folders.values())
        return self.list_images(self.img_prefix, folders)

    def list_images(self, root, folders):
        """List the images in the class folders below a folder.

        Args:
            root (str): The folder that they are in.
            folders (dict[str, int]): Label by name of the class folder.

        Returns:
            list[dict]: Entries with `img_path` and `gt_label`.

        Raises:
            ValueError: If a class folder has no image.
        """
        samples, empty = get_samples(root, folders, self.is_valid_file)
        if empty:
            raise ValueError(f'{root}: no image in {sorted(empty)[:5]}, {len(empty)} folders in all')
        return [dict(img_path=osp.join(root, path), gt_label=label) for path, label in samples]

    def _class_folders(self):
        return read_class_folders(self.img_prefix)


@DATASETS.register_module()
class ImageNetA(ClassFolders):
    """ImageNet-A: 7,500 natural images of 200 classes of ImageNet that classifiers of their time got wrong.

    Labels are those of the 1,000 classes; the labels of the 200 are in the meta information as `labels`.

    Args:
        **kwargs: Arguments of `mmpretrain.CustomDataset`; `data_root` is the folder that holds the class folders.

    Raises:
        FileNotFoundError: If the folder does not exist.
        ValueError: If it lacks a class folder, has one that is none of the 200, or one is empty.
    """

    def _class_folders(self):
        folders = super()._class_folders()
        missing = sorted(set(IMAGENET_A_WNIDS) - set(folders))
        surplus = sorted(set(folders) - set(IMAGENET_A_WNIDS))
        if missing or surplus:
            raise ValueError(
                f'{self.img_prefix} must hold the 200 classes of ImageNet-A: {len(missing)} are missing '
                f'{missing[:5]}, {len(surplus)} do not belong there {surplus[:5]}')
        return folders


@DATASETS.register_module()
class ImageNetO(ClassFolders):
    """ImageNet-O: 2,000 images of classes that ImageNet-1K does not have.

    They come in folders of the 200 classes of ImageNet that they were taken for; the labels of these are in the meta
    information as `labels`. Entries have `out_of_distribution=True`, and for `gt_label` the class of the folder,
    which is wrong of course: batches may mix them with images that have a class.

    Args:
        **kwargs: Arguments of `mmpretrain.CustomDataset`; `data_root` is the folder that holds the class folders.

    Raises:
        FileNotFoundError: If the folder does not exist.
        ValueError: If a folder is no class of ImageNet, or is empty.
    """

    def load_data_list(self):
        """List the images; see the class for errors."""
        return [dict(info, out_of_distribution=True) for info in super().load_data_list()]


@DATASETS.register_module()
class ImageNetSubset(ImageNet):
    """Those images of ImageNet that are of the classes which another folder has, such as that of ImageNet-O.

    Labels are those of the 1,000 classes; the labels of the classes are in the meta information as `labels`. Entries
    have `out_of_distribution=False`.

    Args:
        class_folder (str): A folder whose folders are named by the WordNet ids of the classes.
        **kwargs: Arguments of `mmpretrain.ImageNet`.

    Raises:
        FileNotFoundError: If the folder of classes does not exist.
        ValueError: If it has a folder that is no class of ImageNet, or a class has no image.
    """

    def __init__(self, class_folder, **kwargs):
        self.class_folder = class_folder
        super().__init__(**kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        folders = read_class_folders(self.class_folder)
        kept = [info for info in super().load_data_list() if info['gt_label'] in set(folders.values())]
        missing = sorted(set(folders.values()) - {info['gt_label'] for info in kept})
        if missing:
            raise ValueError(f'{self.img_prefix} has no image of {len(missing)} of the classes in '
                             f'{self.class_folder}: {[IMAGENET_WNIDS[label] for label in missing[:5]]}')
        self._metainfo['labels'] = sorted(folders.values())
        return [dict(info, out_of_distribution=False) for info in kept]
