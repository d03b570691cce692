"""Visual prompts: ways to point out a region of an image to CLIP (algorithm C of CLIP as RNN)."""
from collections.abc import Sequence

import cv2
import numpy as np

from ..choices import check_choice

# the order in which they are applied
PROMPTS = ('blur', 'gray', 'black', 'circle', 'rectangle', 'contour')
# the paper's table 4 calls the black surrounding by another name
ALIASES = {'mask': 'black'}


class VisualPrompts:
    """Points out regions of one image.

    The surroundings of all regions are parts of one picture, which is made once an image.  OpenCV draws ellipses by
    other pixels from its version 4.13 on.

    Args:
        image: ``(H, W, 3)`` uint8, RGB.
        prompts: of :data:`PROMPTS`, applied in that order whatever the order here; ``'mask'`` is ``'black'``.
        colour: of what is drawn, RGB.
        thickness: of what is drawn, in pixels.
        blur_size: side of the Gaussian kernel in pixels, whose deviation is OpenCV's for that side.

    Raises:
        ValueError: a prompt is unknown, or there is none.
    """

    def __init__(self, image: np.ndarray, prompts: Sequence[str], colour: tuple[int, int, int] = (255, 0, 0),
                 thickness: int = 1, blur_size: int = 15):
        self.image, self.colour, self.thickness = image, colour, thickness
        self.prompts = check_prompts(prompts)
        self._surroundings = self._make_surroundings(blur_size)

    def __call__(self, mask: np.ndarray) -> np.ndarray:
        """The image with a region pointed out.

        Args:
            mask: ``(H, W)`` bool.  Nothing is drawn around an empty one.

        Returns:
            ``(H, W, 3)`` uint8.
        """
        image = self.image.copy()
        if self._surroundings is not None:
            image = np.where(mask[..., None], image, self._surroundings)
        if not mask.any():
            return image
        for prompt, draw in (('circle', self._draw_circle), ('rectangle', self._draw_rectangle),
                             ('contour', self._draw_contour)):
            if prompt in self.prompts:
                draw(image, mask)
        return image

    def _make_surroundings(self, blur_size: int) -> np.ndarray | None:
        """What is seen outside of a region, whichever it is; None when that is the image itself."""
        if 'black' in self.prompts:
            return np.zeros_like(self.image)
        picture = self.image
        if 'blur' in self.prompts:
            picture = cv2.GaussianBlur(picture, (blur_size, blur_size), 0)
        if 'gray' in self.prompts:
            # weights of blue, green and red, on red, green and blue, as published
            picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        return None if picture is self.image else picture

    def _draw_circle(self, image: np.ndarray, mask: np.ndarray) -> None:
        (x, y), (half_width, half_height) = _centre_and_extent(mask)
        cv2.ellipse(image, (x, y), (half_width, half_height), 0, 0, 360, self.colour, self.thickness)

    def _draw_rectangle(self, image: np.ndarray, mask: np.ndarray) -> None:
        (x, y), (half_width, half_height) = _centre_and_extent(mask)
        cv2.rectangle(image, (x - half_width, y - half_height), (x + half_width, y + half_height), self.colour,
                      self.thickness)

    def _draw_contour(self, image: np.ndarray, mask: np.ndarray) -> None:
        # outermost contours: those of the mask with its holes filled
        contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        cv2.drawContours(image, contours, -1, self.colour, self.thickness)


def check_prompts(prompts: Sequence[str]) -> tuple[str, ...]:
    """Visual prompts in the order in which they are applied; a ValueError names an unknown one."""
    prompts = [ALIASES.get(prompt, prompt) for prompt in prompts]
    for prompt in prompts:
        check_choice('a visual prompt', prompt, PROMPTS)
    if not prompts:
        raise ValueError('there must be at least one visual prompt')
    return tuple(prompt for prompt in PROMPTS if prompt in prompts)


def _centre_and_extent(mask: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
    """Centroid ``(x, y)`` of a mask and half the width and height of its bounding box, truncated to pixels."""
    rows, columns = mask.nonzero()
    extent = (int(np.ptp(columns)) + 1) // 2, (int(np.ptp(rows)) + 1) // 2
    return (int(columns.mean()), int(rows.mean())), extent
