"""Attention maps drawn over their images."""
import cv2
import numpy as np
import torch

from mmuvp.models.task_modules import attention_masks

from .panoptic_drawing import compose, enlarge

HEAT_OPACITY = 0.6
DIMMED = 0.25
BOX_COLOUR = 255, 60, 30


def draw_attention(image, attention, mass=0.9, title='image'):
    """Draw an image, its attention as heat, and the part that the attention's mass singles out with its box.

    Args:
        image (ndarray): Shape (height, width, 3), uint8, red, green and blue.
        attention (ndarray): Shape (h, w), of any scale, none of whose cells is below 0; it covers all of the image.
        mass (float): Share of the attention that the mask keeps, see
            :func:`mmuvp.models.task_modules.keep_mass`.
        title (str): Of the image.

    Returns:
        ndarray: Three panels in one picture, uint8; small images come enlarged.

    Raises:
        ValueError: If a cell is negative or not a number, or `mass` is not in [0, 1].
    """
    picture = enlarge(image)
    attention = torch.from_numpy(np.asarray(attention, np.float32))[None]
    mask = attention_masks(attention, picture.shape[:2], mass)[0].numpy()
    return compose({
        title: picture,
        'attention': _heat(picture, attention[0].numpy()),
        f'{100 * mass:g} % of it': _mask(picture, mask)})


def _heat(picture, attention):
    """Lay attention over a picture: smooth, from its least value to its largest."""
    least, spread = attention.min(), np.ptp(attention)
    values = (attention - least) / spread if spread > 0 else np.zeros_like(attention)
    values = cv2.resize(values, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1)
    heat = cv2.applyColorMap((255 * values).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
    return (picture * (1 - HEAT_OPACITY) + heat * HEAT_OPACITY).astype(np.uint8)


def _mask(picture, mask):
    """Dim what a mask leaves out, and draw the tight box of the rest."""
    drawn = np.where(mask[..., None], picture, (picture * DIMMED).astype(np.uint8))
    if mask.any():
        left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
        cv2.rectangle(drawn, (left, top), (left + width - 1, top + height - 1), BOX_COLOUR,
                      max(2, min(mask.shape) // 150))
    return drawn
