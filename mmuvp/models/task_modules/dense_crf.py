"""Mean-field inference in a fully connected conditional random field, which fits masks to the edges of an image."""
import numpy as np

from mmuvp.registry import TASK_UTILS

# blue, green and red
MEAN = (104.008, 116.669, 122.675)
LEAST_PROBABILITY = 1e-5


@TASK_UTILS.register_module()
class DenseCRF:
    """Refines masks that compete for the pixels of an image (CaR, section 3.4; Kraehenbuehl and Koltun, 2011).

    The energy of a pixel is ``-log`` of its mask's value; the background has ``(1 - max of the masks) ** bg_factor``.
    A Gaussian kernel over positions smooths, a bilateral one over positions and colours follows edges. The defaults
    are those of CaR and CLIP-ES.

    Args:
        bg_factor (float): Above 1 the background shrinks, below 1 it grows.
        iterations (int): Steps of mean-field inference.
        smooth_sxy (float): Standard deviation of the Gaussian kernel, in pixels.
        smooth_weight (float): Its weight.
        edge_sxy (float): Standard deviation of the bilateral kernel over positions, in pixels.
        edge_srgb (float): The one over colours, of 0 to 255.
        edge_weight (float): Its weight.
        wrap_colours (bool): Subtract the mean colour and wrap what is below 0 around to 255, as the published code
            does on x86 processors; here it is the same on any. False keeps the colours as they are: kernels see
            differences alone, so nothing needs to be subtracted.

    Raises:
        ImportError: The package ``pydensecrf2`` is missing; told when the part is built.
    """

    def __init__(self, *, bg_factor=1., iterations=10, smooth_sxy=1., smooth_weight=3., edge_sxy=67., edge_srgb=3.,
                 edge_weight=4., wrap_colours=True):
        self._inference = _import_inference()
        self.bg_factor = bg_factor
        self.iterations = iterations
        self.smooth = dict(sxy=smooth_sxy, compat=smooth_weight)
        self.edges = dict(sxy=edge_sxy, srgb=edge_srgb, compat=edge_weight)
        self.wrap_colours = wrap_colours

    def __call__(self, image, masks, background=True):
        """Give each pixel to one mask or to the background.

        Args:
            image (ndarray): Shape (H, W, 3), uint8, red, green and blue.
            masks (ndarray): Shape (Q, H, W), in [0, 1].
            background (bool): Whether there is a background beside the masks.

        Returns:
            ndarray: Shape (H, W), int64: 0 for the background, ``i + 1`` for mask ``i``.

        Raises:
            ValueError: Image and masks differ in size, or there is neither a mask nor a background.
        """
        check_masks(image, masks)
        if not len(masks):
            if background:
                return np.zeros(image.shape[:2], np.int64)
            raise ValueError('there is no mask, and no background, to which a pixel could belong')
        probabilities = np.asarray(masks, np.float32)
        if background:
            rest = np.clip(1 - probabilities.max(axis=0, keepdims=True), 0, 1) ** self.bg_factor
            probabilities = np.concatenate([rest, probabilities])
        labels = self._infer(image, -np.log(np.clip(probabilities, LEAST_PROBABILITY, 1)))
        return labels if background else labels + 1

    def _infer(self, image, energies):
        count, height, width = energies.shape
        if count == 1:
            return np.zeros((height, width), np.int64)
        field = self._inference(width, height, count)
        field.setUnaryEnergy(np.ascontiguousarray(energies.reshape(count, -1), np.float32))
        field.addPairwiseGaussian(**self.smooth)
        field.addPairwiseBilateral(rgbim=self._colours(image), **self.edges)
        return np.asarray(field.inference(self.iterations)).argmax(axis=0).reshape(height, width)

    def _colours(self, image):
        if not self.wrap_colours:
            return np.ascontiguousarray(image)
        return subtract_mean(image)


def subtract_mean(image):
    """Subtract the mean colour in 8 bits: what falls below 0 goes on from 255, so -16 becomes 240.

    Args:
        image (ndarray): Shape (H, W, 3), uint8, red, green and blue.

    Returns:
        ndarray: Shape (H, W, 3), uint8, blue, green and red.
    """
    # casting a negative float to uint8 depends on the processor: the modulo of an integer does not
    return np.ascontiguousarray(np.trunc(image[..., ::-1] - np.array(MEAN)).astype(np.int64) % 256, np.uint8)


def check_masks(image, masks):
    """Refuse masks that are not of the size of their image."""
    if masks.ndim != 3 or masks.shape[1:] != image.shape[:2]:
        raise ValueError(f'masks of shape {tuple(masks.shape)} do not fit an image of {tuple(image.shape[:2])} '
                         '(height, width): (masks, height, width) is wanted')


def _import_inference():
    try:
        from pydensecrf.densecrf import DenseCRF2D
    except ImportError as error:
        raise ImportError('mmuvp.DenseCRF needs the package pydensecrf2: install it, or set crf=None') from error
    return DenseCRF2D
