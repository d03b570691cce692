"""Segmentation of an image by any words, without a Runner."""
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ..visualization.colours import default_palette
from ..visualization.word_drawing import draw_word_masks
from .errors import UsageError
from .inferencer import read_image
from .model import get_model

DEFAULT_CONFIG = 'car_vit-b16-l14_voc21'
PROPOSER, CLASSIFIER = 'model.car.proposer.clip', 'model.car.classifier.clip'


class WordSegmenter:
    """Finds in images what words name, and where it is.

    Args:
        config (str | Path | Config): Of a :class:`mmuvp.CLIPAsRNNSegmentor`; its classes do not matter.
        proposer (str, optional): CLIP of the mask proposals in place of the config's, see :func:`clip_options`.
        classifier (str, optional): CLIP of the scores, likewise.
        device (str | torch.device, optional): Where it runs. Defaults to the GPU if there is one.
        cfg_options (dict, optional): Values by dotted key that override those of the config.

    Raises:
        ConfigError: There is no such config, or it has no such key.
        CheckpointError: A file of weights cannot be read or is of another CLIP.
        UsageError: The config is not of such a model.
        ValueError: There is no such CLIP.
    """

    def __init__(self, config=DEFAULT_CONFIG, proposer=None, classifier=None, device=None, cfg_options=None):
        options = {**clip_options(PROPOSER, proposer), **clip_options(CLASSIFIER, classifier), **(cfg_options or {})}
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = get_model(config, device=device, inference=True, cfg_options=options)
        if not hasattr(self.model, 'segment'):
            raise UsageError(f'{config} is no config of mmuvp.CLIPAsRNNSegmentor, which segments by words')

    def __call__(self, image, queries: Sequence[str]):
        """Segment an image.

        Args:
            image (str | Path | ndarray): A file, or pixels of shape (H, W, 3), blue, green and red.
            queries (Sequence[str]): Q words or phrases; equal ones get the same mask.

        Returns:
            QueryMasks: Masks (Q, H, W), scores and which queries were kept.

        Raises:
            FileNotFoundError: There is no such file.
            ImageError: The file is not an image that can be read.
            ValueError: There is no query, or an empty one.
        """
        if not queries:
            raise ValueError('there is no query: say what to look for, such as "a red car"')
        path = None if isinstance(image, np.ndarray) else str(image)
        return self.model.segment(np.ascontiguousarray(read_image(image)[..., ::-1]), queries, path)

    def draw(self, image, queries, found):
        """Draw masks over an image.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.
            queries (Sequence[str]): As in :meth:`__call__`.
            found (QueryMasks): What it returned.

        Returns:
            ndarray: Shape (H, W, 3) times a whole number, uint8, red, green and blue.
        """
        return draw_word_masks(np.ascontiguousarray(read_image(image)[..., ::-1]), queries, found.masks, found.scores,
                               default_palette(len(queries)))


def clip_options(key, clip):
    """Options of a config for a CLIP that is given in one word.

    Args:
        key (str): Where the config has its :class:`mmuvp.FrozenCLIP`.
        clip (str | None): ``NAME``, ``NAME:TAG`` or ``NAME:FILE``: a network of `open_clip`, and a tag of its weights
            (OpenAI's by default) or a local file; ``FILE`` alone has weights for the network of the config.

    Returns:
        dict[str, object]: By dotted key.
    """
    if clip is None:
        return {}
    if Path(clip).is_file():
        return {f'{key}.pretrained': None, f'{key}.checkpoint': clip}
    name, _, weights = clip.partition(':')
    if Path(weights).is_file():
        return {f'{key}.name': name, f'{key}.pretrained': None, f'{key}.checkpoint': weights}
    return {f'{key}.name': name, f'{key}.pretrained': weights or 'openai'}
