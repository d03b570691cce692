"""Resizing for a test with sliding windows."""
from mmcv.transforms import BaseTransform, Resize

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class WindowResize(BaseTransform):
    """Resize an image, with its proportions, to fit a box, but not so small that a square window does not fit in it.

    At small scales the short side is raised to the window's, as in the multi-scale test of SETR's published code.
    Keys are those of mmcv's `Resize`.

    Args:
        scale (tuple[int]): Long and short side of the box in pixels, whichever way the image lies.
        window (int): Side of the window in pixels.
        **kwargs: How mmcv's `Resize` interpolates.
    """

    def __init__(self, scale, window, **kwargs):
        self.box, self.window, self.kwargs = tuple(scale), window, kwargs

    def transform(self, results):
        """Resize the image and what belongs to it."""
        height, width = results['img'].shape[:2]
        return Resize(scale=self.new_size(width, height), **self.kwargs)(results)

    def new_size(self, width, height):
        """Width and height of what an image becomes.

        Args:
            width (int): Of the image.
            height (int): Of the image.

        Returns:
            tuple[int, int]: Both in pixels.
        """
        factor = min(max(self.box) / max(width, height), min(self.box) / min(width, height))
        factor = max(factor, self.window / min(width, height))
        return round(width * factor), round(height * factor)

    def __repr__(self):
        return f'{type(self).__name__}(scale={self.box}, window={self.window})'
