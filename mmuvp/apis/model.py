"""Models as plain modules, without a Runner."""
import torch
from mmengine.registry import MODELS, DefaultScope

from ..checkpoints import extract_weights, load, load_weights
from .config import load_config


def get_model(config, checkpoint=None, device=None, inference=False, cfg_options=None):
    """Build the model of a config.

    The model's weights are those of its layers' constructors until ``checkpoint`` or ``model.init_weights()``
    sets them; the latter may download the pre-trained weights that the config names.

    Args:
        config (str | Path | Config): A name that :func:`mmuvp.list_models` lists, a path, or a config.
        checkpoint (str | Path, optional): Weights to load; all must fit.
        device (str | torch.device, optional): Where to put the model. Defaults to the CPU.
        inference (bool): Leave out the parts that only training uses, and switch to evaluation mode.
        cfg_options (dict, optional): Values by dotted key that override those of the config.

    Returns:
        nn.Module: The model, with the config as its attribute ``cfg`` and, where a checkpoint tells it, the
        names of the classes as ``dataset_meta``. ``model(inputs, mode='tensor')`` is its bare forward pass.

    Raises:
        ConfigError: There is no such config, or it has no such key.
        CheckpointError: The checkpoint cannot be read or is of another model.
    """
    cfg = load_config(config, cfg_options)
    model = _build(cfg)
    model.cfg = cfg
    if checkpoint is not None:
        content = load(checkpoint)
        load_weights(model, extract_weights(content), checkpoint, optional=training_only_prefixes(model))
        if 'dataset_meta' in content.get('meta', {}):
            model.dataset_meta = content['meta']['dataset_meta']
    if inference:
        strip_training_parts(model).eval()
    return model if device is None else model.to(torch.device(device))


def strip_training_parts(model):
    """Remove, in place, the submodules, parameters and buffers that only training uses.

    A module class names them in its attribute ``training_only``, a tuple of attribute names; each is set to
    None.

    Args:
        model (nn.Module): Any model; of one without such parts nothing changes.

    Returns:
        nn.Module: The same model.
    """
    for module in list(model.modules()):
        for name in getattr(module, 'training_only', ()):
            setattr(module, name, None)
    return model


def training_only_prefixes(model):
    """Return the prefixes of the weights that an inference checkpoint may lack: of modules with a trailing dot.

    Args:
        model (nn.Module): Any model, stripped or not.

    Returns:
        list[str]: Such as ``['panoptic_head.auxiliary_semantic_head.']``, and names of buffers and parameters.
    """
    return [f'{prefix}.{name}'.lstrip('.') + ('' if name in module._buffers or name in module._parameters else '.')
            for prefix, module in model.named_modules() for name in getattr(module, 'training_only', ())]


def _build(cfg):
    model = cfg.model.copy()
    if cfg.get('data_preprocessor'):
        model.setdefault('data_preprocessor', cfg.data_preprocessor)
    with DefaultScope.overwrite_default_scope(cfg.get('default_scope')):
        return MODELS.build(model)
