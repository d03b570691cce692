"""CLIP networks of open_clip, by name or by architecture, with weights from a tag or a local file."""
from pathlib import Path

from torch import nn

from mmuvp.checkpoints import CheckpointError
from mmuvp.checkpoints.clip import read_clip
from mmuvp.checkpoints.io import load_weights


def build_open_clip(name: str | None = None, arch: dict | None = None, pretrained: str | None = None,
                    checkpoint: str | Path | None = None) -> nn.Module:
    """Build an ``open_clip.CLIP`` whose image network is a plain vision transformer.

    Args:
        name: of a network in ``open_clip.list_models()``.
        arch: arguments of ``open_clip.CLIP`` instead of the name: ``embed_dim``, ``vision_cfg``, ``text_cfg`` and,
            for OpenAI's weights, ``quick_gelu=True``.
        pretrained: tag of published weights of the named network, which open_clip downloads.
        checkpoint: local file of weights instead of the tag; see :func:`mmuvp.checkpoints.clip.read_clip`.

    Returns:
        The network in float32.  Without tag and file its weights are random.

    Raises:
        ValueError: the arguments exclude each other, a name is unknown, the network is of another kind, or its
            activation is not the one that the published weights were trained with.
        CheckpointError: the file cannot be read, or holds another network.
    """
    if (name is None) == (arch is None):
        raise ValueError('a CLIP is given either by its name or by its arch')
    if pretrained is not None and (arch is not None or checkpoint is not None):
        raise ValueError('pretrained names weights of a network given by name, and excludes a checkpoint')
    model = _from_arch(arch) if name is None else _from_name(name, pretrained)
    _check_kind(model, name or 'the CLIP')
    if checkpoint is not None:
        _load(model, checkpoint)
    return model


def uses_quick_gelu(model: nn.Module) -> bool:
    """Whether the image network has the activation of OpenAI's weights."""
    return type(model.visual.transformer.resblocks[0].mlp.gelu).__name__ == 'QuickGELU'


def _from_arch(arch: dict) -> nn.Module:
    import open_clip
    return open_clip.CLIP(**arch)


def _from_name(name: str, pretrained: str | None) -> nn.Module:
    import open_clip
    config = open_clip.get_model_config(name)
    if config is None:
        raise ValueError(f'open_clip has no network {name!r}; open_clip.list_models() lists those that it has')
    if pretrained is not None:
        _check_tag(name, pretrained, bool(config.get('quick_gelu')))
    return open_clip.create_model(name, pretrained=pretrained)


def _check_tag(name: str, tag: str, quick_gelu: bool) -> None:
    """Refuse unknown tags, and activations that a tag's weights do not know, before anything is downloaded."""
    from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model
    published = get_pretrained_cfg(name, tag)
    if not published:
        raise ValueError(f'open_clip has no weights {tag!r} of {name}; it has '
                         f'{", ".join(list_pretrained_tags_by_model(name)) or "none"}. A file is given as checkpoint')
    if bool(published.get('quick_gelu')) != quick_gelu:
        with_or_not = 'with' if published.get('quick_gelu') else 'without'
        raise ValueError(f'the weights {tag!r} were trained {with_or_not} QuickGELU, which {name} does not match; '
                         f'networks that have it are named with the ending -quickgelu')


def _check_kind(model: nn.Module, name: str) -> None:
    import open_clip
    from open_clip.transformer import ResidualAttentionBlock, VisionTransformer
    visual = getattr(model, 'visual', None)
    plain = (isinstance(model, open_clip.CLIP) and isinstance(visual, VisionTransformer)
             and visual.attn_pool is None and visual.pool_type == 'tok' and not visual.final_ln_after_pool
             and model.text_pool_type == 'argmax' and model.attn_mask is not None
             and all(type(block) is ResidualAttentionBlock for block in visual.transformer.resblocks))
    if not plain:
        raise ValueError(f'{name} is no CLIP of plain vision and text transformers with a class token')


def _load(model: nn.Module, path: str | Path) -> None:
    weights, by_openai = read_clip(path)
    if by_openai and not uses_quick_gelu(model):
        raise CheckpointError(f'{path} is of another model:\n  its weights are by OpenAI and need QuickGELU, '
                              'which this network lacks: take the name with the ending -quickgelu, or '
                              'arch with quick_gelu=True')
    if model.logit_scale.shape != weights.get('logit_scale', model.logit_scale).shape:
        weights['logit_scale'] = weights['logit_scale'].reshape(model.logit_scale.shape)
    load_weights(model, weights, path)
