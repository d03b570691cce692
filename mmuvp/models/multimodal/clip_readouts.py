"""What is read from the image encoder of a CLIP, besides its own output."""
from collections.abc import Sequence

from torch import Tensor, nn

from mmuvp.models.choices import check_choice

READOUTS = ('class_token', 'early_class_token', 'patch_mean')


def check_readouts(visual: nn.Module, readouts: Sequence[str]) -> None:
    """Check that an image encoder has what is to be read.

    Raises:
        ValueError: on an unknown readout, or none, and where there is a single block.
    """
    if not readouts:
        raise ValueError(f'there must be a readout, of {", ".join(READOUTS)}')
    for name in readouts:
        check_choice('a readout', name, READOUTS)
    if len(visual.transformer.resblocks) < 2:
        raise ValueError('before the last block there must be another one, from which CaR takes the class token')


def read_out(visual: nn.Module, images: Tensor, readouts: Sequence[str]) -> dict[str, Tensor]:
    """Describe images in several ways, all in the space of the texts.

    - ``class_token``: of the last block, CLIP's own output;
    - ``early_class_token``: of the block before, by which CaR's mask classifier judges;
    - ``patch_mean``: the mean of the patches' tokens of the last block, from which CaR's class maps are derived.

    Each goes through the final norm, before the mean, and the projection.

    Args:
        visual: a ViT of `open_clip`.
        images: ``(B, 3, H, W)`` of the size that it is made for.
        readouts: names.

    Returns:
        By name, ``(B, D)``, not normalised.
    """
    blocks = visual.forward_intermediates(
        images, indices=2, normalize_intermediates=True, intermediates_only=True, output_fmt='NLC',
        output_extra_tokens=True)
    (early, last), patches = blocks['image_intermediates_prefix'], blocks['image_intermediates'][-1]
    tokens = dict(class_token=last[:, 0], early_class_token=early[:, 0], patch_mean=patches.mean(1))
    return {name: tokens[name] @ visual.proj for name in readouts}
