"""Distributed runs on machines without a GPU, which mmengine's launchers do not foresee."""
import os

import torch.distributed

from .cli import notice
from .errors import UsageError


def distribute_on_cpu(cfg):
    """Join the other processes over gloo, and take out of the config what needs a GPU.

    Args:
        cfg (Config): Changed in place.

    Raises:
        UsageError: The launcher is not ``pytorch``, or this process was not started by ``torchrun``.
    """
    if cfg.launcher != 'pytorch' or 'RANK' not in os.environ:
        raise UsageError('without a GPU, distributed runs need `torchrun` and `--launcher pytorch`; '
                         'tools/dist_train.sh and tools/dist_test.sh call them so')
    torch.distributed.init_process_group('gloo')
    notice('no GPU found: the processes communicate over gloo')
    wrapper = cfg.get('model_wrapper_cfg') or {
        'broadcast_buffers': False, 'find_unused_parameters': cfg.get('find_unused_parameters', False)}
    cfg.model_wrapper_cfg = {**wrapper, 'device_ids': None}
    replaced = _replace_sync_bn(cfg.model)
    if cfg.pop('sync_bn', None) or replaced:
        notice('no GPU found: batch norm is not synchronised between the processes')


def _replace_sync_bn(node):
    """Replace synchronised batch norm anywhere in a config; return how many there were."""
    if isinstance(node, (list, tuple)):
        return sum(_replace_sync_bn(item) for item in node)
    if not isinstance(node, dict):
        return 0
    found = node.get('type') in ('SyncBN', 'MMSyncBN')
    if found:
        node['type'] = 'BN'
    return found + sum(_replace_sync_bn(item) for item in node.values())
