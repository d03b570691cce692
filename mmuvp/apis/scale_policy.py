"""At which resolution an Elastic network looks at images and at categories (ELASTIC, section 2.4.2)."""
from typing import NamedTuple

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmengine.registry import DATASETS, DefaultScope

from ..models.layers.elastic import elastic_layers
from .errors import UsageError
from .inferencer import build_test_pipeline, list_images, read_image, spread_indices
from .model import get_model


class Policy(NamedTuple):
    """Scale policy of an image.

    Attributes:
        image: Its file, or '' where there is none.
        categories: Their names; none where they are not known.
        scores: (blocks, ), those of its policy.
    """

    image: str
    categories: tuple
    scores: np.ndarray


@torch.no_grad()
def scale_policy(backbone, inputs):
    """Score every Elastic block by how much more its path of high resolution is active than that of low, eq. 2.5.

    Args:
        backbone (nn.Module): With Elastic layers, in evaluation mode: in training batch norms would score a batch
            instead of an image, and learn from it.
        inputs (Tensor): (B, 3, H, W), as the data preprocessor gives them.

    Returns:
        Tensor: (B, blocks), in the order in which the blocks are computed; in ResNeXt50+Elastic there are 17.  Each is
        the mean of what follows the 3x3 convolution of the one path less that of the other: of ReLU's outputs, or in
        DenseNet, which has none there, of the convolution's.

    Raises:
        UsageError: If no layer is Elastic, or a path of one has no part `middle`, whose outputs are scored.
    """
    paths = [path.middle for layer in _layers(backbone).values() for path in (layer.high, layer.low)]
    means = {}

    def keep_mean(path, _, output):
        means[path] = output.float().mean(dim=(1, 2, 3))

    handles = [path.register_forward_hook(keep_mean) for path in paths]
    try:
        backbone(inputs)
    finally:
        for handle in handles:
            handle.remove()
    high, low = (torch.stack([means[path] for path in part], dim=1) for part in (paths[::2], paths[1::2]))
    return high - low


class ScalePolicyInferencer:
    """An Elastic model, with the pipeline that prepares images for it.

    Args:
        config, checkpoint, device, cfg_options: As of :class:`mmuvp.apis.inferencer.PanopticInferencer`.

    Raises:
        UsageError: If the model has no Elastic layer; and what that class raises.
    """

    def __init__(self, config, checkpoint, device=None, cfg_options=None):
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = get_model(config, checkpoint, device, inference=True, cfg_options=cfg_options)
        self.cfg = self.model.cfg
        self.backbone = getattr(self.model, 'backbone', self.model)
        self.blocks = list(_layers(self.backbone))
        self.pipeline = build_test_pipeline(self.cfg)

    def __call__(self, images):
        """Find the policies of images.

        Args:
            images (str | Path | ndarray | Sequence): A file, a folder of files, pixels (height, width, 3) of blue,
                green and red, or a sequence of files and pixels.

        Yields:
            Policy: One an image.

        Raises:
            FileNotFoundError: If there is no such file, or no image in the folder.
            ImageError: If a file is not an image that can be read.
        """
        for image in list_images(images):
            pixels = read_image(image)
            shape = pixels.shape[:2]
            data = self.pipeline({'img': pixels, 'img_shape': shape, 'ori_shape': shape, 'sample_idx': 0})
            yield Policy('' if isinstance(image, np.ndarray) else str(image), (), self._scores(data))

    def predict_split(self, split, count=None):
        """Find the policies of images of a data set of the config.

        Args:
            split (str): ``'val'`` or ``'test'``.
            count (int, optional): How many images, spread evenly over the data set; all unless given.

        Yields:
            Policy: With the categories, several of an image of several labels, none where the data set has no labels.
        """
        with DefaultScope.overwrite_default_scope(self.cfg.get('default_scope')):
            dataset = DATASETS.build(self.cfg[f'{split}_dataloader'].dataset)
        names = dataset.metainfo.get('classes')
        for index in spread_indices(len(dataset), len(dataset) if count is None else count):
            info = dataset.get_data_info(index)
            labels = np.atleast_1d(info.get('gt_label', ())).astype(int).tolist()
            categories = tuple(names[label] if names else str(label) for label in labels)
            yield Policy(info.get('img_path', ''), categories, self._scores(dataset[index]))

    def _scores(self, data):
        inputs = self.model.data_preprocessor(pseudo_collate([data]))['inputs']
        return scale_policy(self.backbone, inputs)[0].cpu().numpy()


def _layers(backbone):
    layers = dict(elastic_layers(backbone))
    if not layers:
        raise UsageError(f'{type(backbone).__name__} has no Elastic layer: give a config whose backbone has `elastic`')
    for name, layer in layers.items():
        for path in (layer.high, layer.low):
            if not hasattr(path, 'middle'):
                raise UsageError(f'a path of {name!r} is a {type(path).__name__} without a part `middle`, whose '
                                 'outputs are scored')
    return layers


def category_policies(policies):
    """Mean policies of categories.

    Args:
        policies (Iterable[Policy]): Of images; one of several categories counts for each of them.

    Returns:
        dict[str, ndarray]: (blocks, ) by category, those that have an image, from the least mean score to the largest.
    """
    groups = {}
    for policy in policies:
        for name in policy.categories:
            groups.setdefault(name, []).append(policy.scores)
    means = {name: np.mean(scores, axis=0) for name, scores in groups.items()}
    return dict(sorted(means.items(), key=lambda item: item[1].mean()))


def report(policies, categories, blocks):
    """What there is to say of images and categories, in the types of JSON.

    Args:
        policies (Iterable[Policy]): Of the images.
        categories (dict[str, ndarray]): What :func:`category_policies` returns.
        blocks (Sequence[str]): Names of the blocks.

    Returns:
        dict: `blocks`; `images`, a dict each with `image`, `categories`, `mean` and `scores`; and `categories`, with
        `name` in place of the first two.
    """
    def entry(scores):
        return dict(mean=float(np.mean(scores)), scores=np.asarray(scores, float).tolist())

    return dict(
        blocks=list(blocks),
        images=[dict(image=p.image, categories=list(p.categories), **entry(p.scores)) for p in policies],
        categories=[dict(name=name, **entry(scores)) for name, scores in categories.items()])
