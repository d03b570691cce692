"""One vector for each image from what any backbone returns."""
from collections.abc import Sequence

import torch
from torch import Tensor


def pool_outputs(outputs: Tensor | Sequence[Tensor], num_extra_tokens: int = 0, num_outputs: int = 1,
                 mean_patches: bool = False) -> Tensor:
    """Concatenate the summaries of a backbone's last outputs.

    The summary of a vector is the vector itself, that of tokens with a class token is that token, and that of a map or
    of tokens without one is their mean.

    Args:
        outputs: what a backbone returns: vectors ``(B, C)``, maps ``(B, C, h, w)`` or tokens
            ``(B, extra + N, C)``, from the first to the last, or the last alone.
        num_extra_tokens: how many tokens are no patches; the first of them is the class token.
        num_outputs: how many outputs are read, from the last on.
        mean_patches: append the mean of the last output's patches, as iBOT does for ViT-B and L.

    Returns:
        ``(B, D)``.

    Raises:
        ValueError: when there are fewer outputs, or patches are wanted of an output that has none.
    """
    outputs = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    if not 1 <= num_outputs <= len(outputs):
        raise ValueError(f'num_outputs is {num_outputs}, but the backbone returns {len(outputs)}: set its out_indices')
    parts = [_summary(output, num_extra_tokens) for output in outputs[-num_outputs:]]
    if mean_patches:
        parts.append(patch_tokens(outputs[-1], num_extra_tokens).mean(dim=1))
    return torch.cat(parts, dim=1)


def patch_tokens(output: Tensor, num_extra_tokens: int = 0) -> Tensor:
    """Patches of an output, without the tokens that are none.

    Args:
        output: map ``(B, C, h, w)``, or tokens ``(B, extra + N, C)``.
        num_extra_tokens: see :func:`pool_outputs`.

    Returns:
        ``(B, N, C)``; those of a map row by row.

    Raises:
        ValueError: when the output is a vector for each image.
    """
    if output.dim() == 4:
        return output.flatten(2).mT
    if output.dim() == 3:
        return output[:, num_extra_tokens:]
    raise ValueError(f"an output of shape {tuple(output.shape)} has no patches: set the backbone's out_type='raw'")


def _summary(output: Tensor, num_extra_tokens: int) -> Tensor:
    if output.dim() == 2:
        return output
    if output.dim() == 3 and num_extra_tokens:
        return output[:, 0]
    return patch_tokens(output, num_extra_tokens).mean(dim=1)


def feature_map(output: Tensor, num_extra_tokens: int, image_size: tuple[int, int]) -> Tensor:
    """Patches of an output as a map.

    Args:
        output: map ``(B, C, h, w)``, or tokens ``(B, extra + h * w, C)``.
        num_extra_tokens: see :func:`pool_outputs`.
        image_size: height and width of the images, multiples of the side of the patches, which are squares.

    Returns:
        ``(B, C, h, w)``.

    Raises:
        ValueError: when the output is a vector for each image, or its patches do not tile the image.
    """
    if output.dim() == 4:
        return output
    tokens = patch_tokens(output, num_extra_tokens)
    height, width = image_size
    side = round((height * width / tokens.shape[1]) ** 0.5)
    if tokens.shape[1] * side * side != height * width or height % side:
        raise ValueError(f'{tokens.shape[1]} square patches do not tile an image of {height} x {width}')
    return tokens.mT.unflatten(2, (height // side, width // side))
