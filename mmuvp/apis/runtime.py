"""From a config and command-line arguments to a Runner, for the configs of every task."""
import os
from pathlib import Path

import torch
from mmengine.device import get_device
from mmengine.registry import MODELS, RUNNERS, DefaultScope
from mmengine.runner import Runner

from ..engine.hooks.safe_checkpoint_hook import latest_checkpoint
from .cli import notice
from .config import check_top_level, load_config
from .cpu_distributed import distribute_on_cpu
from .errors import UsageError


def prepare_config(args):
    """Read the config that a command line names and make it fit this machine.

    Args:
        args (Namespace): Arguments of :func:`mmuvp.apis.cli.runner_parser`.

    Returns:
        Config: The config, with its ``launcher`` and ``work_dir``.

    Raises:
        ConfigError: There is no such config, it has no such key, or a key of its own is misspelt.
    """
    os.environ.setdefault('LOCAL_RANK', str(args.local_rank))
    cfg = load_config(args.config, args.cfg_options)
    check_top_level(cfg)
    cfg.launcher = args.launcher
    cfg.work_dir = args.work_dir or cfg.get('work_dir') or str(Path('work_dirs', Path(args.config).stem))
    if cfg.get('default_scope') == 'mmpretrain':
        _stack_batches(cfg)
    if get_device() == 'cpu':
        _use_full_precision(cfg)
    if args.launcher != 'none' and not torch.cuda.is_available():
        distribute_on_cpu(cfg)
    return cfg


def use_amp(cfg):
    """Train in mixed precision.

    Raises:
        UsageError: There is no GPU, or the config has an optimizer wrapper of its own.
    """
    if get_device() == 'cpu':
        raise UsageError('--amp needs a GPU, and there is none')
    if cfg.optim_wrapper.get('type', 'OptimWrapper') not in ('OptimWrapper', 'AmpOptimWrapper'):
        raise UsageError(f'--amp replaces OptimWrapper, and the config has {cfg.optim_wrapper.type}')
    cfg.optim_wrapper.type = 'AmpOptimWrapper'
    cfg.optim_wrapper.setdefault('loss_scale', 'dynamic')


def use_auto_scale_lr(cfg):
    """Scale the learning rate with the batch size.

    Raises:
        UsageError: The config does not say for which batch size its learning rate is meant.
    """
    if 'base_batch_size' not in cfg.get('auto_scale_lr', {}):
        raise UsageError('--auto-scale-lr needs auto_scale_lr.base_batch_size in the config')
    cfg.auto_scale_lr.enable = True


def use_resume(cfg, source):
    """Continue training from a checkpoint.

    Args:
        cfg (Config): Changed in place.
        source (str): A checkpoint, or ``'auto'`` for the latest complete one in ``cfg.work_dir``; training
            starts anew when there is none.
    """
    path = latest_checkpoint(cfg.work_dir) if source == 'auto' else source
    if path is None:
        notice(f'no checkpoint in {cfg.work_dir}: training starts anew')
        return
    cfg.resume = True
    use_checkpoint(cfg, path)


def use_checkpoint(cfg, path):
    """Load a checkpoint, and fail if it does not fit the model."""
    cfg.load_from = str(path)
    cfg.custom_hooks = [*(cfg.get('custom_hooks') or []), {'type': 'mmuvp.CheckpointFitHook'}]


def use_weights(cfg, path):
    """Load a checkpoint for a test, which models do without whose class has ``training_free = True``.

    Args:
        cfg (Config): Changed in place.
        path (str | None): The checkpoint.

    Raises:
        UsageError: There is none, and the model is to be trained; or there is one, and nothing of it is.
    """
    with DefaultScope.overwrite_default_scope(cfg.get('default_scope')):
        training_free = getattr(MODELS.get(cfg.model.type), 'training_free', False)
    if path is not None and training_free:
        raise UsageError(f'{cfg.model.type} is training-free: it takes no checkpoint; its config names the networks '
                         'that it reads')
    if path is not None:
        use_checkpoint(cfg, path)
    elif not training_free:
        raise UsageError('the checkpoint to test is missing: give its path behind the config')


def use_tta(cfg):
    """Test with the augmentations that the config describes.

    Raises:
        UsageError: It describes none.
    """
    missing = [key for key in ('tta_model', 'tta_pipeline') if key not in cfg]
    if missing:
        raise UsageError(f'--tta needs tta_model and tta_pipeline in the config, which has no '
                         f'{" and no ".join(missing)}')
    cfg.model = dict(**cfg.tta_model, module=cfg.model)
    dataset = cfg.test_dataloader.dataset
    while 'pipeline' not in dataset:
        dataset = dataset.dataset
    dataset.pipeline = cfg.tta_pipeline


def use_visualization(cfg, show, show_dir, wait_time):
    """Draw every prediction with the visualization hook of the config's task.

    Args:
        cfg (Config): Changed in place.
        show (bool): Show them in a window.
        show_dir (str | None): Folder for the pictures.
        wait_time (float): Seconds that a window stays.

    Raises:
        UsageError: The config has no visualization hook.
    """
    hook = cfg.get('default_hooks', {}).get('visualization')
    if hook is None:
        raise UsageError('--show and --show-dir need a hook default_hooks.visualization in the config')
    kind = hook.type.rpartition('.')[2]
    hook.update(show=show, wait_time=wait_time, interval=1)
    hook['enable' if kind == 'VisualizationHook' else 'draw'] = True
    if show_dir is None:
        return
    show_dir = str(Path(show_dir).absolute())  # mmdet's hook would put a relative one into the run's folder
    if kind == 'DetVisualizationHook':
        hook.test_out_dir = show_dir
    elif kind == 'VisualizationHook':
        hook.out_dir = show_dir
    else:
        cfg.visualizer.update(save_dir=show_dir, vis_backends=[{'type': 'LocalVisBackend'}])


def build_runner(cfg):
    """Build the Runner that the config asks for."""
    return RUNNERS.build(cfg) if 'runner_type' in cfg else Runner.from_cfg(cfg)


def _use_full_precision(cfg):
    wrapper = cfg.get('optim_wrapper') or {}
    if wrapper.get('type') == 'AmpOptimWrapper':
        notice('no GPU found: training in full precision')
        wrapper.type = 'OptimWrapper'
        for key in ('loss_scale', 'dtype', 'use_fsdp'):
            wrapper.pop(key, None)


def _stack_batches(cfg):
    # mmpretrain's own tools add this to every config; its self-supervised models do not work without it
    for name in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
        if cfg.get(name):
            cfg[name].setdefault('collate_fn', {'type': 'default_collate'})
