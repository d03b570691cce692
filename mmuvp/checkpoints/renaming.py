"""Renaming of published entries by rules."""
import re
from collections.abc import Callable, Sequence

from torch import Tensor

Rule = tuple[str | re.Pattern, str | Callable[[re.Match], str]]


def rename(key: str, rules: Sequence[Rule], parts: tuple[str, ...], system: str) -> str:
    """Apply all rules, one after the other.

    Args:
        key: name of a published entry.
        rules: regular expressions and what replaces their matches.
        parts: beginnings, one of which the new name must have.
        system: what was published, for the message.

    Raises:
        ValueError: when the new name begins with none of the parts.
    """
    name = key
    for pattern, target in rules:
        name = re.sub(pattern, target, name)
    if not name.startswith(parts):
        raise ValueError(f'{key!r} is no entry of a published {system} checkpoint')
    return name


def rename_classifier(state_dict: dict[str, Tensor], rules: Sequence[Rule], system: str) -> dict[str, Tensor]:
    """All entries of a published classifier by their names in ``mmpretrain.ImageClassifier``.

    Raises:
        ValueError: when one of them has no place there.
    """
    return {rename(key, rules, ('backbone.', 'head.'), system): value for key, value in state_dict.items()}
