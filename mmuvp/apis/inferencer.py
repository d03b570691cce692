"""Panoptic segmentation of images, without a Runner."""
from pathlib import Path

import cv2
import numpy as np
import torch
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import DATASETS, DefaultScope

from ..visualization import PanopticVisualizer
from .errors import ImageError
from .model import get_model

IMAGE_SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp', '.tif', '.tiff', '.webp')


class PanopticInferencer:
    """A model with the pipeline that prepares images for it, and the visualizer that draws its results.

    Args:
        config (str | Path | Config): What :func:`mmuvp.get_model` takes.
        checkpoint (str | Path): The model's weights.
        device (str | torch.device, optional): Where it runs. Defaults to the GPU if there is one.
        cfg_options (dict, optional): Values by dotted key that override those of the config.

    Raises:
        ConfigError: There is no such config, or it has no such key.
        CheckpointError: The checkpoint cannot be read or is of another model.
    """

    def __init__(self, config, checkpoint, device=None, cfg_options=None):
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = get_model(config, checkpoint, device, inference=True, cfg_options=cfg_options)
        self.cfg = self.model.cfg
        self.pipeline = build_test_pipeline(self.cfg)
        with self._scope():
            self.visualizer = PanopticVisualizer()
            self.visualizer.dataset_meta = getattr(self.model, 'dataset_meta', None) or self._classes()

    def __call__(self, images, batch_size=1):
        """Segment images.

        Args:
            images (str | Path | ndarray | Sequence): A file, a folder of files, an array of shape
                (height, width, 3) of blue, green and red, or a sequence of files and arrays.
            batch_size (int): How many images go through the model at a time.

        Returns:
            list[DetDataSample]: One an image, with ``pred_panoptic_seg`` at the size of the image.

        Raises:
            FileNotFoundError: There is no such file, or no image in the folder.
            ImageError: A file is not an image that can be read.
        """
        images, samples = list_images(images), []
        for start in range(0, len(images), batch_size):
            batch = [self._prepare(image) for image in images[start:start + batch_size]]
            samples += self._predict(batch)
        return samples

    def predict_split(self, split, count):
        """Segment images of a data set of the config, spread evenly over it.

        Args:
            split (str): ``'val'`` or ``'test'``.
            count (int): How many images.

        Yields:
            DetDataSample: With ``img_path``, ``pred_panoptic_seg`` and, if the data set knows it, the truth.
        """
        with self._scope():
            dataset = DATASETS.build(self.cfg[f'{split}_dataloader'].dataset)
        for index in spread_indices(len(dataset), count):
            sample = self._predict([dataset[index]])[0]
            info = dataset.get_data_info(index)
            if 'gt_sem_seg' not in sample and info.get('seg_map_path') is not None:
                _add_truth(sample, info)
            yield sample

    def draw(self, image, data_sample):
        """Draw a result, and the truth if the sample has it.

        Args:
            image (str | Path | ndarray): The image, as in :meth:`__call__`.
            data_sample (DetDataSample): Its result.

        Returns:
            ndarray: Shape (height, width, 3), uint8, red, green and blue.
        """
        return self.visualizer.draw(np.ascontiguousarray(read_image(image)[..., ::-1]), data_sample)

    @torch.no_grad()
    def _predict(self, batch):
        return self.model.test_step(pseudo_collate(batch))

    def _prepare(self, image):
        pixels = read_image(image)
        path = '' if isinstance(image, np.ndarray) else str(image)
        return self.pipeline({'img': pixels, 'img_path': path, 'img_id': path, 'img_shape': pixels.shape[:2],
                              'ori_shape': pixels.shape[:2]})

    def _scope(self):
        return DefaultScope.overwrite_default_scope(self.cfg.get('default_scope'))

    def _classes(self):
        dataset = self.cfg.test_dataloader.dataset
        return {**DATASETS.get(dataset.type).METAINFO, **dataset.get('metainfo', {})}


def list_images(images):
    """Return the images that a file, a folder, an array or a sequence of files and arrays stands for.

    Args:
        images (str | Path | ndarray | Sequence): See :class:`PanopticInferencer`.

    Returns:
        list[Path | ndarray]: The images; those of a folder sorted by name.

    Raises:
        FileNotFoundError: There is no such file, or no image in the folder.
    """
    if isinstance(images, np.ndarray):
        return [images]
    if not isinstance(images, (str, Path)):
        return list(images)
    path = Path(images)
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        raise FileNotFoundError(f'no image in {path}: none of its files ends with {", ".join(IMAGE_SUFFIXES)}')
    return files


def spread_indices(length, count):
    """Choose some of a sequence, spread evenly over it.

    Args:
        length (int): Of the sequence.
        count (int): How many are chosen, but no more than there are.

    Returns:
        list[int]: In ascending order.
    """
    return np.linspace(0, length - 1, min(count, length)).round().astype(int).tolist()


def read_image(image):
    """Read an image.

    Args:
        image (str | Path | ndarray): A file, or pixels, which are returned as they are.

    Returns:
        ndarray: Shape (height, width, 3), uint8, blue, green and red.

    Raises:
        FileNotFoundError: There is no such file.
        ImageError: The file is not an image that can be read.
    """
    if isinstance(image, np.ndarray):
        return image
    if not Path(image).is_file():
        raise FileNotFoundError(f'image {image} does not exist')
    pixels = cv2.imread(str(image), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ImageError(f'{image} is not an image that can be read')
    return pixels


def _add_truth(sample, info):
    """Load the truth that the test pipeline has left out."""
    from mmdet.datasets.transforms import PackDetInputs

    from ..datasets.transforms import LoadPanopticAnnotations
    truth = PackDetInputs(meta_keys=())(LoadPanopticAnnotations()(info))['data_samples']
    sample.gt_instances, sample.gt_sem_seg = truth.gt_instances, truth.gt_sem_seg


def build_test_pipeline(cfg):
    """Build what the images of a config's test go through once they are read.

    Args:
        cfg (Config): Of a model with its data.

    Returns:
        Compose: From a dict with `img`, `img_shape` and `ori_shape`, see :func:`image_transforms`.
    """
    with DefaultScope.overwrite_default_scope(cfg.get('default_scope')):
        return Compose(image_transforms(cfg.test_dataloader.dataset))


def image_transforms(dataset):
    """Find the transforms that a data set's images go through.

    Args:
        dataset (dict): Config of the data set, or of one around it.

    Returns:
        list[dict]: Its pipeline without what loads the image, and what loads and checks its truth.
    """
    while 'pipeline' not in dataset:
        dataset = dataset.dataset
    kinds = [transform.type.rpartition('.')[2] for transform in dataset.pipeline]
    return [transform for transform, kind in zip(dataset.pipeline, kinds, strict=True)
            if not kind.startswith('LoadImage') and not kind.endswith('Annotations') and kind != 'CheckSegMap']
