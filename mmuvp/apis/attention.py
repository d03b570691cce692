"""Class attention of images, without a Runner."""
import numpy as np
import torch
from mmengine.dataset import pseudo_collate

from ..models.backbones import check_class_attention
from ..visualization import draw_attention, draw_head_attention
from .errors import UsageError
from .inferencer import build_test_pipeline, read_image
from .model import get_model


class AttentionInferencer:
    """A classifier whose backbone tells where its class token looks, with the pipeline that prepares images for it.

    Args:
        config, checkpoint, device, cfg_options: As of :class:`mmuvp.apis.inferencer.PanopticInferencer`.

    Raises:
        UsageError: The model has no class attention; and what that class raises.
    """

    def __init__(self, config, checkpoint, device=None, cfg_options=None):
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = get_model(config, checkpoint, device, inference=True, cfg_options=cfg_options)
        try:
            check_class_attention(getattr(self.model, 'backbone', self.model))
        except TypeError as error:
            raise UsageError(str(error)) from error
        self.pipeline = build_test_pipeline(self.model.cfg)

    @torch.no_grad()
    def __call__(self, image):
        """Find where the class token looks.

        Args:
            image (str | Path | ndarray): A file, or pixels (height, width, 3) of blue, green and red.

        Returns:
            tuple[ndarray, ndarray]: The image as the network sees it, (H, W, 3), uint8, red, green and blue; and the
            attention of all of it, (h, w).

        Raises:
            FileNotFoundError: There is no such file.
            ImageError: The file is not an image that can be read.
        """
        inputs = self.prepare(image)
        attention = self.model.backbone.forward_with_class_attention(inputs)[1]
        return self.pixels(inputs[0]), attention[0].cpu().numpy()

    @torch.no_grad()
    def heads(self, image):
        """Find where each head of the class token looks.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.

        Returns:
            tuple[ndarray, ndarray]: As :meth:`__call__`, with the attention of each head (heads, h, w).

        Raises:
            UsageError: The backbone tells the mean over heads alone.
        """
        backbone = self.model.backbone
        if not hasattr(backbone, 'forward_with_head_attention'):
            raise UsageError(f'{type(backbone).__name__} does not tell its heads apart: give a config with '
                             'mmuvp.ClassAttentionViT or mmuvp.IBOTVisionTransformer')
        inputs = self.prepare(image)
        attention = backbone.forward_with_head_attention(inputs)[1]
        return self.pixels(inputs[0]), attention[0].cpu().numpy()

    def draw_heads(self, image, mass=0.6):
        """Draw the attention of each head.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.
            mass (float): Share of a head's attention that is drawn.

        Returns:
            ndarray: See :func:`mmuvp.visualization.draw_head_attention`.
        """
        return draw_head_attention(*self.heads(image), mass)

    def prepare(self, image):
        """Read an image and make it what the network is given.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.

        Returns:
            Tensor: Shape (1, 3, H, W).
        """
        pixels = read_image(image)
        shape = pixels.shape[:2]
        data = self.pipeline({'img': pixels, 'img_shape': shape, 'ori_shape': shape, 'sample_idx': 0})
        return self.model.data_preprocessor(pseudo_collate([data]))['inputs']

    def draw(self, image, mass=0.9):
        """Draw the attention of an image.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.
            mass (float): Share of the attention that the mask keeps.

        Returns:
            ndarray: See :func:`mmuvp.visualization.draw_attention`.
        """
        return draw_attention(*self(image), mass)

    def pixels(self, inputs):
        """Undo the normalisation of an image.

        Args:
            inputs (Tensor): Shape (3, H, W), what the network is given.

        Returns:
            ndarray: Shape (H, W, 3), uint8, red, green and blue.
        """
        preprocessor = self.model.data_preprocessor
        if preprocessor._enable_normalize:
            inputs = inputs * preprocessor.std + preprocessor.mean
        pixels = inputs.permute(1, 2, 0).round().clamp(0, 255).byte().cpu().numpy()
        return np.ascontiguousarray(pixels if preprocessor.to_rgb else pixels[..., ::-1])
