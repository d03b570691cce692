"""Images whose background was taken away or exchanged."""
import os.path as osp

from mmengine import fileio

from mmuvp.models.choices import check_choice
from mmuvp.registry import DATASETS

from .imagenet_subsets import ClassFolders

CLASSES = (
    'dog', 'bird', 'wheeled vehicle', 'reptile', 'carnivore', 'insect', 'musical instrument', 'primate', 'fish')
VARIANTS = ('original', 'only_fg', 'mixed_same', 'mixed_rand', 'mixed_next', 'no_fg', 'only_bg_b', 'only_bg_t')


@DATASETS.register_module()
class BackgroundChallenge(ClassFolders):
    """ImageNet-9 and its seven variants (Xiao et al., 2021; iBOT, table 6.8 and appendix E.4).

    Folders are those of the published archive: `only_fg/val/00_dog` and so on. Labels are those of the nine coarse
    classes; entries have `group`, the variant.

    Args:
        variants (Sequence[str]): Which to read.
        **kwargs: Arguments of `mmpretrain.CustomDataset`; `data_root` is the folder that holds the variants.

    Raises:
        FileNotFoundError: If a folder does not exist.
        ValueError: On an unknown variant; if the folders in one are not the nine classes, or one is empty.
    """

    METAINFO = dict(classes=CLASSES)

    def __init__(self, variants=VARIANTS, **kwargs):
        for variant in variants:
            check_choice('variants', variant, VARIANTS)
        self.variants = tuple(variants)
        super().__init__(**kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        return [dict(info, group=variant) for variant in self.variants
                for info in self._read(osp.join(self.img_prefix, variant, 'val'))]

    def _read(self, root):
        if not fileio.exists(root):
            raise FileNotFoundError(f'{root} does not exist; it is a folder of the archive of the background challenge')
        expected = {f'{label:02}_{name}': label for label, name in enumerate(CLASSES)}
        found = set(fileio.list_dir_or_file(root, list_file=False))
        if found != expected.keys():
            raise ValueError(f'{root} must have the folders {sorted(expected)}, not {sorted(found)}')
        return self.list_images(root, expected)
