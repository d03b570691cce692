"""What a training step of a single layer costs."""
from .peak_memory import PeakMemory
from .timing import autocast, median_seconds


def layer_cost(layer, x, dtype, repeats):
    """Time and memory of the forward and backward pass of a layer.

    Args:
        layer (Callable): From ``x`` to one tensor.
        x (Tensor): Its input.
        dtype (str): ``'fp32'`` or ``'bf16'`` (autocast).
        repeats (int): Steps that are timed.

    Returns:
        tuple[float, float]: Median seconds of a step, and the peak memory of one in GiB.
    """
    device = x.device

    def step():
        with autocast(device, dtype):
            y = layer(x)
        y.float().square().mean().backward()

    seconds = median_seconds(step, device, repeats)
    with PeakMemory(device) as memory:
        step()
    return seconds, memory.value
