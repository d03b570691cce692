"""Finding configs by name, reading them, and overriding their keys with every misspelling caught."""
import difflib
from fnmatch import fnmatchcase
from inspect import signature
from pathlib import Path

from mmengine.config import Config
from mmengine.runner import Runner

from .errors import ConfigError

PACKAGE = Path(__file__).parents[1]
# keys that mmengine's Runner looks up in a config besides the arguments of its constructor
RUNNER_KEYS = {*signature(Runner.__init__).parameters, 'activation_checkpointing', 'compile',
               'custom_imports', 'efficient_conv_bn_eval', 'find_unused_parameters', 'model_wrapper_cfg',
               'runner_type', 'sync_bn', 'tta_model', 'tta_pipeline'} - {'self', 'cfg'}
# dicts whose keys no constructor checks, with the keys that mmengine looks up in them
LOOKED_UP = {'env_cfg': ('cudnn_benchmark', 'dist_cfg', 'mp_cfg', 'resource_limit'),
             'auto_scale_lr': ('base_batch_size', 'enable')}
# dicts without a `type` whose keys some constructor checks, or where the user chooses the names
OPEN_DICTS = ('*_dataloader', 'default_hooks', 'env_cfg.*', 'randomness', 'optim_wrapper', '*custom_keys',
              '*custom_keys.*', 'model_wrapper_cfg')
# of two names, how alike they are from which on one is the other misspelt: `train_config` is 0.86
MISSPELT = 0.84


def config_root():
    """Return the folder of the configs: of the source checkout, or of the installed package."""
    checkout = PACKAGE.parent / 'configs'
    return checkout if checkout.is_dir() else PACKAGE / '.mim' / 'configs'


def list_models(pattern='*'):
    """Return the names of the configs that :func:`mmuvp.get_model` builds, sorted.

    Args:
        pattern (str): Shell-style pattern, such as ``'remax_*coco'``.

    Returns:
        list[str]: Names, which are the configs' file names without ``.py``.
    """
    return sorted(name for name in _config_paths() if fnmatchcase(name, pattern))


def load_config(config, options=None):
    """Read a config.

    Args:
        config (str | Path | Config): A path, a name that :func:`list_models` lists, or a config, which is
            copied.
        options (dict, optional): Values by dotted key, such as ``{'train_dataloader.batch_size': 4}``.

    Returns:
        Config: The config with the values put in.

    Raises:
        ConfigError: There is no such config, or it has no such key.
    """
    cfg = config.copy() if isinstance(config, Config) else Config.fromfile(_find(str(config)))
    if options:
        for key in options:
            _check_key(cfg, key)
        cfg.merge_from_dict(dict(options))
    return cfg


def check_top_level(cfg):
    """Refuse keys that the Runner would ignore and that look like keys it knows.

    Other names are helpers, from which a config makes its values; so are names that end with ``_pipeline``, and
    those that begin with a known key, such as ``val_evaluator_coco``.

    Args:
        cfg (Config): The config.

    Raises:
        ConfigError: It has such a key.
    """
    for key in set(cfg) - RUNNER_KEYS:
        meant = difflib.get_close_matches(key, RUNNER_KEYS, n=1, cutoff=MISSPELT)
        if meant and not key.endswith('_pipeline') and not key.startswith(f'{meant[0]}_'):
            raise ConfigError(f'config key {key!r} has no effect; did you mean {meant[0]}?')


def _config_paths():
    return {path.stem: path for path in config_root().rglob('*.py') if '_base_' not in path.parts}


def _find(config):
    if Path(config).is_file():
        return config
    paths = _config_paths()
    if config in paths:
        return str(paths[config])
    hint = _close(Path(config).stem, paths) or '; mmuvp.list_models() lists all names'
    raise ConfigError(f'no config {config!r}: it is neither a file nor the name of a model{hint}')


def _check_key(cfg, dotted):
    """Raise unless ``dotted`` exists in the config, or its constructor is going to check it."""
    node, parts = {**dict.fromkeys(LOOKED_UP, {}), **cfg.to_dict()}, dotted.split('.')
    for depth, part in enumerate(parts):
        if isinstance(node, (list, tuple)):
            if not part.isdigit() or int(part) >= len(node):
                raise ConfigError(f'config key {dotted!r}: {part!r} is not an index of '
                                  f'{".".join(parts[:depth])!r}, a list of {len(node)} items')
            node = node[int(part)]
        elif isinstance(node, dict) and part in node:
            node = node[part]
        elif isinstance(node, dict) and _may_be_new(node, parts[:depth], part, last=depth == len(parts) - 1):
            return
        else:
            where = f'under {".".join(parts[:depth])!r}' if depth else 'at the top level'
            known = [*(node if isinstance(node, dict) else ()), *LOOKED_UP.get('.'.join(parts[:depth]), ())]
            raise ConfigError(f'config key {dotted!r} does not exist: there is no {part!r} {where}'
                              f'{_close(part, known)}')


def _may_be_new(node, parents, part, last):
    if not parents:
        return part in RUNNER_KEYS
    where = '.'.join(parents)
    if where in LOOKED_UP:
        return part in LOOKED_UP[where]
    if any(fnmatchcase(where, pattern) for pattern in OPEN_DICTS):
        return True
    return last and 'type' in node


def _close(name, known):
    matches = difflib.get_close_matches(name, list(known), n=3)
    return f'; did you mean {" or ".join(matches)}?' if matches else ''
