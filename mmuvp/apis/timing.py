"""How long a piece of a program takes."""
import time
from contextlib import contextmanager

import torch

WARM_UP = 1
# eager fp32, with which the others are compared, comes first
DTYPES, MODES = ('fp32', 'bf16'), ('eager', 'compile')


def median_seconds(function, device, repeats):
    """Median time of a call, in seconds.

    Args:
        function (Callable): What is timed; it is called once before.
        device (torch.device): Where it computes.
        repeats (int): Calls that are timed.

    Returns:
        float: The median of these, what was queued on a GPU included.
    """
    return median_seconds_in_turn([function], device, repeats)[0]


def median_seconds_in_turn(functions, device, repeats):
    """Median times of calls that take turns, so that all see the same of a machine whose speed changes.

    Args:
        functions (Sequence[Callable]): What is timed; each is called once before.
        device (torch.device): Where they compute.
        repeats (int): Calls of each that are timed.

    Returns:
        list[float]: The median of each in seconds, what was queued on a GPU included.
    """
    seconds = [[] for _ in functions]
    for index in range(WARM_UP + repeats):
        for function, times in zip(functions, seconds, strict=True):
            start = time.perf_counter()
            function()
            if device.type == 'cuda':
                torch.cuda.synchronize(device)
            if index >= WARM_UP:
                times.append(time.perf_counter() - start)
    return [sorted(times)[len(times) // 2] for times in seconds]


def autocast(device, dtype):
    """The context of ``'fp32'`` or ``'bf16'`` (autocast) on a device; raises a ValueError on any other type."""
    _check('dtype', dtype, DTYPES)
    return torch.autocast(device.type, torch.bfloat16, enabled=dtype == 'bf16')


@contextmanager
def compiled(parts, mode):
    """Modules compiled while a block runs if the mode is ``'compile'``; as they are if it is ``'eager'``.

    Raises:
        ValueError: The mode is another one.
    """
    _check('mode', mode, MODES)
    torch._dynamo.reset()
    parts = list(parts) if mode == 'compile' else []
    for part in parts:
        part.compile()
    try:
        yield
    finally:
        for part in parts:
            part._compiled_call_impl = None


def _check(name, value, known):
    if value not in known:
        raise ValueError(f'{name} must be one of {", ".join(map(repr, known))}, not {value!r}')
