"""A CLIP that is read, not trained: features of images of any size, attention, and features of texts."""
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .clip_text import TextFeatures
from .open_clip_models import build_open_clip

OPENAI_MEAN = (0.48145466, 0.4578275, 0.40821073)
OPENAI_STD = (0.26862954, 0.26130258, 0.27577711)


@MODELS.register_module()
class FrozenCLIP(nn.Module):
    """A CLIP of plain vision and text transformers by ``open_clip``, in evaluation mode and without gradients.

    Args:
        name, arch, pretrained, checkpoint: which network, and whence its weights; see :func:`build_open_clip`.
            OpenAI's weights need a name that ends with ``-quickgelu``.
        mean, std: of the images' channels in [0, 1]; by default those of OpenAI.
        round_positions: whether positions are rounded to half precision, as they are in the published code of
            CLIP-ES and CLIP as RNN in all precisions.
    """

    def __init__(self, name: str | None = None, arch: dict | None = None, pretrained: str | None = None,
                 checkpoint: str | Path | None = None, mean: Sequence[float] = OPENAI_MEAN,
                 std: Sequence[float] = OPENAI_STD, round_positions: bool = True):
        super().__init__()
        self.model = build_open_clip(name, arch, pretrained, checkpoint).requires_grad_(False).eval()
        self.round_positions = round_positions
        self.register_buffer('mean', torch.tensor(mean), persistent=False)
        self.register_buffer('std', torch.tensor(std), persistent=False)
        self._texts = TextFeatures()
        self.register_load_state_dict_post_hook(lambda module, _: module._texts.clear())

    def train(self, mode: bool = True):
        """Stay in evaluation mode."""
        return super().train(False)

    def _apply(self, *args, **kwargs):
        self._texts.clear()
        return super()._apply(*args, **kwargs)

    @property
    def device(self) -> torch.device:
        return self.mean.device

    @property
    def visual(self) -> nn.Module:
        """The image network."""
        return self.model.visual

    @property
    def patch_size(self) -> tuple[int, int]:
        """Height and width of a patch in pixels."""
        return self.visual.patch_size

    @property
    def image_size(self) -> int:
        """Side of the square images with which the network was trained, in pixels."""
        return self.visual.image_size[0]

    @property
    def logit_scale(self) -> Tensor:
        """What cosines of images and texts are multiplied with; a scalar."""
        return self.model.logit_scale.exp().reshape(())

    def encode_texts(self, texts: Sequence[str]) -> Tensor:
        """Normalised features ``(N, D)`` of ``N`` texts, each of them computed once."""
        return self._texts(self.model, texts)

    def encode_class_token(self, images: Tensor, num_skipped: int = 1) -> Tensor:
        """Features ``(B, D)`` of images from their class tokens, not normalised; see :meth:`class_token`."""
        return self.project(self.class_token(images, num_skipped))

    @torch.no_grad()
    def class_token(self, images: Tensor, num_skipped: int = 1) -> Tensor:
        """The class token behind the last block or one before.

        Args:
            images: ``(B, 3, H, W)``, normalised; height and width are multiples of the patch's.
            num_skipped: last blocks that are left out.  The published mask classifier leaves out one; 0 gives
                CLIP's own features.

        Returns:
            ``(B, C)``, not projected.

        Raises:
            ValueError: no block would be left.
        """
        blocks = self.visual.transformer.resblocks
        if not 0 <= num_skipped < len(blocks):
            raise ValueError(f'num_skipped must be from 0 to {len(blocks) - 1}, not {num_skipped}')
        blocks = blocks[:len(blocks) - num_skipped]
        x = self.embed(images)
        for block in blocks[:-1]:
            x = block(x)
        return _class_token_behind(blocks[-1], x)

    @torch.no_grad()
    def encode_until_last(self, images: Tensor, num_attention: int = 0) -> tuple[Tensor, Tensor | None]:
        """Tokens on which the last block works, and the attention on the way there.

        Args:
            images: ``(B, 3, H, W)`` as above.
            num_attention: blocks before the last one whose attention is wanted.

        Returns:
            ``(B, 1 + P, C)``, the class token first, and the attention ``(B, P, P)`` of ``P`` patches to patches,
            averaged over heads and summed over blocks; None when none is wanted.
        """
        blocks = self.visual.transformer.resblocks[:-1]
        first = max(len(blocks) - num_attention, 0)
        x, attention = self.embed(images), None
        for block in blocks[:first]:
            x = block(x)
        for block in blocks[first:]:
            x, weights = _attend(block, x)
            attention = weights if attention is None else attention.add_(weights)
        return x, None if attention is None else attention[:, 1:, 1:]

    def embed(self, images: Tensor) -> Tensor:
        """Tokens ``(B, 1 + P, C)`` of images ``(B, 3, H, W)`` before the first block.

        Raises:
            ValueError: height or width is no multiple of the patch's.
        """
        visual = self.visual
        if any(size % side for size, side in zip(images.shape[2:], self.patch_size, strict=True)):
            raise ValueError(f'images of {tuple(images.shape[2:])} pixels do not consist of patches of '
                             f'{self.patch_size}')
        patches = visual.conv1(images)
        positions = self.positions(tuple(patches.shape[2:])).to(patches.dtype)
        patches = patches.flatten(2).mT
        start = visual.class_embedding.to(patches.dtype).expand(len(patches), 1, -1)
        return visual.ln_pre(torch.cat([start, patches], dim=1) + positions)

    def positions(self, grid: tuple[int, int]) -> Tensor:
        """Position embedding ``(1 + h * w, C)`` of a grid of ``(h, w)`` patches."""
        own = self.visual.positional_embedding
        start, patches = own[:1], own[1:]
        if grid != tuple(self.visual.grid_size):
            image = patches.T.unflatten(1, self.visual.grid_size)[None]
            patches = F.interpolate(image, grid, mode='bilinear', align_corners=False)[0].flatten(1).T
        positions = torch.cat([start, patches])
        return positions.half().to(own.dtype) if self.round_positions else positions

    def project(self, tokens: Tensor) -> Tensor:
        """Features ``(..., D)`` of tokens ``(..., C)`` behind the last block."""
        return self.visual.ln_post(tokens) @ self.visual.proj


def _class_token_behind(block: nn.Module, x: Tensor) -> Tensor:
    """Class tokens ``(B, C)`` behind a block; the other tokens are not computed."""
    normed, token = block.ln_1(x), x[:, :1]
    token = token + block.ls_1(block.attn(normed[:, :1], normed, normed, need_weights=False)[0])
    return (token + block.ls_2(block.mlp(block.ln_2(token))))[:, 0]


def _attend(block: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """A block's output, and its attention ``(B, N, N)`` averaged over heads."""
    normed = block.ln_1(x)
    y, weights = block.attn(normed, normed, normed, need_weights=True, average_attn_weights=True)
    x = x + block.ls_1(y)
    return x + block.ls_2(block.mlp(block.ln_2(x))), weights.float()
