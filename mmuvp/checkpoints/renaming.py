"""Renaming of published entries by rules."""
import re
from collections.abc import Callable, Sequence

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
