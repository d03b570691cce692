"""Checks of multi-head attention."""


def check_heads(channels: int, num_heads: int) -> None:
    """Raise a ValueError unless the heads divide the channels."""
    if num_heads < 1 or channels % num_heads:
        raise ValueError(f'{num_heads} heads do not divide {channels} channels')
