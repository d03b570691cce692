"""Converts weights of CLIP, as OpenAI and `open_clip` publish them, into those of ``mmuvp.CLIP``, and back.

What is known: state dicts of OpenAI's archives, half precision and with three numbers that are no weights; those of
`open_clip`, with the text encoder's entries beside ``visual.*`` or under ``text.*``; and those of ``mmuvp.CLIP``.
"""
from torch import Tensor

PREFIX = 'clip.'
PARTS = ('visual.', 'text.', 'transformer.', 'token_embedding.', 'positional_embedding', 'ln_final.', 'text_projection',
         'logit_scale', 'logit_bias')
# of OpenAI's archives
NUMBERS = ('input_resolution', 'context_length', 'vocab_size')


def convert(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convert published weights.

    Args:
        state_dict: see the module.

    Returns:
        A state dict in the precision of the file, which loads with ``strict=True``.

    Raises:
        ValueError: when an entry has no place in a CLIP, or there is no image encoder.
    """
    weights = {key.removeprefix(PREFIX): value for key, value in state_dict.items() if key not in NUMBERS}
    strange = [key for key in weights if not key.startswith(PARTS)]
    if strange:
        raise ValueError(f'{strange[0]!r} is no entry of a published CLIP checkpoint')
    if not any(key.startswith('visual.') for key in weights):
        raise ValueError('the checkpoint has no entry visual.*, the image encoder of a CLIP')
    return {f'{PREFIX}{key}': value for key, value in weights.items()}


def revert(state_dict: dict[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    """Put the weights of ``mmuvp.CLIP`` into the layout that `open_clip` loads.

    Args:
        state_dict: of ``mmuvp.CLIP``.

    Returns:
        The weights, under the key ``state_dict``.
    """
    return {'state_dict': {key.removeprefix(PREFIX): value for key, value in convert(state_dict).items()}}
