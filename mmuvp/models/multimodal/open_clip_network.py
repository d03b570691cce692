"""Networks of the `open_clip` library, by name or by description, with weights by tag or from a local file."""
import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn

from mmuvp.checkpoints import CheckpointError, convert, extract_weights, load, load_weights


def build_open_clip(arch: str | dict, pretrained: str | None = None) -> nn.Module:
    """Build a network of `open_clip`.

    Args:
        arch: name that `open_clip` lists, such as ``'ViT-B-16'`` (``'ViT-B-16-quickgelu'`` for a file of OpenAI's
            weights); or a dict of ``embed_dim``, ``vision_cfg``, ``text_cfg`` and further arguments of
            ``open_clip.CLIP``.
        pretrained: path of a file, see :func:`read_clip`; or, where ``arch`` is a name, a tag that `open_clip` lists
            for it, such as ``'openai'``, whose weights it downloads.

    Returns:
        The network, in training mode.

    Raises:
        ValueError: on an unknown name or tag, and a description that does not fit.
        CheckpointError: when the file cannot be read or is of another CLIP; the message names what differs.
    """
    import open_clip  # takes seconds to import
    is_file = pretrained is not None and Path(pretrained).expanduser().is_file()
    if isinstance(arch, str):
        _check_name(open_clip, arch, None if is_file else pretrained)
        network = open_clip.create_model(arch, pretrained=None if is_file else pretrained)
    else:
        if pretrained is not None and not is_file:
            raise ValueError(f'pretrained must be a file where arch is a description, and there is none at '
                             f'{pretrained!r}')
        network = _from_description(open_clip, arch)
    if is_file:
        load_weights(network, read_clip(pretrained), pretrained)
    return network.train()


def read_clip(path: str | Path) -> dict[str, Tensor]:
    """Read the weights of a CLIP as `open_clip` names them.

    Args:
        path: a file of ``torch.save``, in the layout of `open_clip` or of :class:`mmuvp.CLIP`; a ``.safetensors``
            file; or one of OpenAI's TorchScript archives.

    Returns:
        A state dict in float32.

    Raises:
        CheckpointError: when the file does not exist or is no checkpoint.
        ValueError: when it is of something else than a CLIP.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise CheckpointError(f'checkpoint {path} does not exist')
    weights = convert('clip', _read(path))
    return {key.removeprefix('clip.'): value.float() for key, value in weights.items()}


def _read(path: Path) -> dict[str, Tensor]:
    if path.suffix == '.safetensors':
        from safetensors.torch import load_file
        return load_file(path)
    if _is_torchscript(path):
        return torch.jit.load(path, map_location='cpu').state_dict()
    return extract_weights(load(path))


def _is_torchscript(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith('/constants.pkl') for name in archive.namelist())


def _check_name(open_clip, arch: str, tag: str | None) -> None:
    if arch not in open_clip.list_models():
        raise ValueError(f'open_clip has no network {arch!r}; open_clip.list_models() names all, such as '
                         'ViT-B-16-quickgelu')
    tags = open_clip.list_pretrained_tags_by_model(arch)
    if tag is not None and tag.lower() not in tags:
        raise ValueError(f'{tag!r} is neither a file nor a tag of {arch}, whose tags are {", ".join(tags) or "none"}')


def _from_description(open_clip, arch: dict) -> nn.Module:
    try:
        return open_clip.CLIP(**{key: dict(value) if isinstance(value, dict) else value
                                 for key, value in arch.items()})
    except TypeError as error:
        raise ValueError(f'arch does not describe a network of open_clip: {error}') from error
