"""Images as a frozen CLIP wants them."""
import numpy as np
import torch
from PIL import Image
from torch import Tensor


def resize_to_patches(image: np.ndarray, patch: tuple[int, int]) -> np.ndarray:
    """Enlarge an ``(H, W, 3)`` uint8 image (bicubic) to the next multiples of the patch's height and width."""
    height, width = (-(-size // side) * side for size, side in zip(image.shape[:2], patch, strict=True))
    return _resize(image, height, width)


def resize_and_crop(image: np.ndarray, size: int) -> np.ndarray:
    """CLIP's own preparation of an ``(H, W, 3)`` uint8 image: shorter side to ``size`` (bicubic), centre crop."""
    height, width = image.shape[:2]
    short = min(height, width)
    height, width = int(size * height / short), int(size * width / short)
    resized = _resize(image, height, width)
    top, left = round((height - size) / 2), round((width - size) / 2)
    return resized[top:top + size, left:left + size]


def to_tensor(images: list[np.ndarray], mean: Tensor, std: Tensor) -> Tensor:
    """Normalised ``(B, 3, h, w)`` of ``(h, w, 3)`` uint8 images, on the device of ``mean`` ``(3,)``."""
    batch = torch.from_numpy(np.stack(images)).to(mean.device).permute(0, 3, 1, 2)
    return (batch.to(mean.dtype) / 255 - mean[:, None, None]) / std[:, None, None]


def _resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    if image.shape[:2] == (height, width):
        return image
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC))
