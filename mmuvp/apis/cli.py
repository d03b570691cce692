"""What the command lines share: their arguments, their notices, and errors in one line."""
import atexit
import os
import sys
from argparse import ArgumentParser
from contextlib import contextmanager

import torch.distributed
from mmengine.config import DictAction
from mmengine.dist import is_main_process

from ..checkpoints import CheckpointError
from .errors import ConfigError, ImageError, UsageError

USER_ERRORS = ConfigError, ImageError, UsageError, CheckpointError, FileNotFoundError, NotADirectoryError


def add_config_arguments(parser):
    """Add the arguments that choose a config and override its values.

    Args:
        parser (ArgumentParser): Changed in place.
    """
    parser.add_argument('config', help='path of a config, or a name that mmuvp.list_models() lists')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction, metavar='KEY=VALUE',
                        help='values that override those of the config: train_dataloader.batch_size=4')


def runner_parser(description):
    """Return a parser with the arguments that training and testing share.

    Args:
        description (str): What the program does.

    Returns:
        ArgumentParser: With the config, the work directory and the launcher.
    """
    parser = ArgumentParser(description=description)
    add_config_arguments(parser)
    parser.add_argument('--work-dir', help='where logs and checkpoints go; default: work_dirs/NAME_OF_CONFIG')
    parser.add_argument('--launcher', choices=['none', 'pytorch', 'slurm', 'mpi'], default='none')
    parser.add_argument('--local_rank', '--local-rank', type=int, default=0)
    return parser


def notice(message):
    """Print a line, once in a distributed run."""
    if is_main_process():
        print(f'mmuvp: {message}', flush=True)


@contextmanager
def program():
    """Run a program, and end it with one line and no traceback where the user can put the cause right."""
    try:
        yield
        if torch.distributed.is_initialized():
            _leave_distributed_run()
    except USER_ERRORS as error:
        _fail(error)
    except TypeError as error:
        if 'unexpected keyword argument' not in str(error):
            raise
        _fail(error)
    except KeyError as error:
        if 'registry' not in str(error):
            raise
        _fail(error.args[0])


@contextmanager
def usage_errors(*kinds):
    """Turn errors into :class:`UsageError`, where arguments and files of the user are all that can cause them.

    Args:
        *kinds (type[Exception]): Errors whose message tells what is wrong.
    """
    try:
        yield
    except kinds as error:
        raise UsageError(error.args[0]) from error


def _leave_distributed_run():
    on_cpu = torch.distributed.get_backend() == 'gloo'
    torch.distributed.destroy_process_group()
    if on_cpu:
        # threads of gloo that outlive the interpreter's teardown abort, now and then, a run that has succeeded:
        # leave without the teardown, after what programs expect of it
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _fail(error):
    sys.exit(f'mmuvp: error: {error}')
