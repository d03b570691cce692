"""The validation images of ImageNet under common corruptions."""
import os.path as osp

from mmuvp.models.choices import check_choice
from mmuvp.registry import DATASETS

from .imagenet_subsets import ClassFolders, read_class_folders

CORRUPTIONS = (
    'gaussian_noise', 'shot_noise', 'impulse_noise', 'defocus_blur', 'glass_blur', 'motion_blur', 'zoom_blur', 'snow',
    'frost', 'fog', 'brightness', 'contrast', 'elastic_transform', 'pixelate', 'jpeg_compression')
EXTRA_CORRUPTIONS = ('speckle_noise', 'gaussian_blur', 'spatter', 'saturate')
SEVERITIES = (1, 2, 3, 4, 5)


@DATASETS.register_module()
class ImageNetC(ClassFolders):
    """ImageNet-C: each validation image of ImageNet, of 224 x 224 pixels, under each corruption and severity.

    Entries have `group`, the corruption, and `severity`.

    Args:
        corruptions (Sequence[str]): Which to read, from folders of these names; the 15 of the benchmark and the 4
            extra ones, all of which iBOT's table 6.8 averages over.
        severities (Sequence[int]): Which to read, from folders `1` to `5` in those.
        **kwargs: Arguments of `mmpretrain.CustomDataset`; `data_root` is the folder that holds the corruptions.

    Raises:
        FileNotFoundError: If a folder does not exist.
        ValueError: On an unknown corruption or severity; if a folder is no class of ImageNet, or is empty.
    """

    def __init__(self, corruptions=CORRUPTIONS + EXTRA_CORRUPTIONS, severities=SEVERITIES, **kwargs):
        for corruption in corruptions:
            check_choice('corruptions', corruption, CORRUPTIONS + EXTRA_CORRUPTIONS)
        for severity in severities:
            check_choice('severities', severity, SEVERITIES)
        self.corruptions, self.severities = tuple(corruptions), tuple(severities)
        super().__init__(**kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        return [dict(info, group=corruption, severity=severity)
                for corruption in self.corruptions for severity in self.severities
                for info in self._read(osp.join(self.img_prefix, corruption, str(severity)))]

    def _read(self, root):
        return self.list_images(root, read_class_folders(root))
