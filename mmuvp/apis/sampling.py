"""Where a model samples an image."""
import numpy as np
import torch
from mmengine.dataset import pseudo_collate

from .errors import UsageError
from .inferencer import build_test_pipeline, read_image


@torch.no_grad()
def sampling_locations(model, image):
    """Show an image to a classifier that samples progressively, and ask where it looks.

    Args:
        model (nn.Module): What :func:`mmuvp.get_model` returns for a config with the backbone
            ``mmuvp.PSViT``, in evaluation mode.
        image (str | Path | ndarray): A file, or an array of shape (height, width, 3) of blue, green and red.

    Returns:
        tuple[ndarray, list[ndarray]]: The image as the model's test pipeline crops it, shape
        (height, width, 3), uint8, red, green and blue; and of each iteration the points in pixels of it, shape
        (number, 2), y and x.

    Raises:
        UsageError: The model's backbone does not sample.
        FileNotFoundError: There is no such file.
        ImageError: The file is not an image that can be read.
    """
    stride = getattr(model.backbone, 'stem_stride', None)
    if stride is None:
        raise UsageError(f'{type(model.backbone).__name__} samples no points: give a config with mmuvp.PSViT')
    prepared = _prepare(model, read_image(image))
    seen = {}
    model.backbone(model.data_preprocessor(pseudo_collate([prepared]))['inputs'], seen)
    pixels = prepared['inputs'].permute(1, 2, 0).numpy()
    shown = pixels[..., ::-1] if model.data_preprocessor.to_rgb else pixels
    return np.ascontiguousarray(shown), [stride * points[0].float().cpu().numpy() for points in seen['points']]


def _prepare(model, pixels):
    """An image as the data of the config give it."""
    if not model.data_preprocessor.to_rgb:  # they come as red, green and blue
        pixels = np.ascontiguousarray(pixels[..., ::-1])
    return build_test_pipeline(model.cfg)({'img': pixels, 'img_shape': pixels.shape[:2], 'ori_shape': pixels.shape[:2]})
