"""Architectures of backbones, by name or setting by setting."""
from collections.abc import Iterable, Mapping

from mmuvp.models.choices import check_choice
from mmuvp.models.parts import complete_settings


def read_arch(arch: str | dict, zoo: Mapping[str, dict], keys: Iterable[str]) -> dict:
    """Settings of an architecture.

    Args:
        arch: name of a known one, or a dict with all of the keys.
        zoo: the known ones.
        keys: of the settings.

    Raises:
        ValueError: on a name that is not known, and on keys that are missing or unknown.
    """
    if not isinstance(arch, str):
        return complete_settings(arch, keys, {}, 'arch')
    check_choice('arch', arch, zoo)
    return dict(zoo[arch])
