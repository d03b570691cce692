"""Arguments of which a few values are known."""
from collections.abc import Collection


def check_choice(name: str, value: object, known: Collection) -> None:
    """Raise a ValueError that names the argument unless its value is a known one."""
    if value not in known:
        raise ValueError(f'{name} must be one of {", ".join(map(repr, known))}, not {value!r}')
