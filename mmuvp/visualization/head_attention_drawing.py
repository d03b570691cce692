"""Attention maps of several heads in one picture."""
import cv2
import numpy as np
import torch

from mmuvp.models.task_modules import attention_masks

from .colours import default_palette
from .panoptic_drawing import compose, enlarge

DIMMED = 0.35
OPACITY = 0.65


def draw_head_attention(image, attention, mass=0.6):
    """Draw where each head looks, in a colour of its own, all in one picture and one by one.

    iBOT, figures 6.6 and E.12. Where several heads look, the colour is that of the one whose attention is the largest
    in proportion to its own maximum.

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        attention (ndarray): Shape (heads, h, w), none of whose cells is below 0; each map covers all of the image.
        mass (float): Share of a head's attention that is drawn, see :func:`mmuvp.models.task_modules.keep_mass`.

    Returns:
        ndarray: The image, all heads, and each head side by side, uint8; small images come enlarged.

    Raises:
        ValueError: If a cell is negative or not a number, or `mass` is not in [0, 1].
    """
    picture = enlarge(image)
    size = picture.shape[:2]
    maps = np.asarray(attention, np.float32)
    masks = attention_masks(torch.from_numpy(maps), size, mass).numpy()
    strength = np.stack([cv2.resize(single / max(single.max(), 1e-12), size[::-1]) for single in maps])
    strongest = np.where(masks, strength, -1).argmax(axis=0)
    colours = np.array(default_palette(len(maps)), np.uint8)
    panels = {'image': picture, 'all heads': _tint(picture, masks.any(axis=0), colours[strongest])}
    for number, (mask, colour) in enumerate(zip(masks, colours, strict=True)):
        panels[f'head {number}'] = _tint(picture, mask, colour)
    return compose(panels)


def _tint(picture, mask, colour):
    """Colour what a mask keeps, and dim the rest."""
    tinted = picture * (1 - OPACITY) + np.asarray(colour, np.float32) * OPACITY
    return np.where(mask[..., None], tinted, picture * DIMMED).astype(np.uint8)
