"""Features of all devices, through which gradients flow back to where they come from."""
import torch
from mmengine.dist import get_rank, get_world_size
from torch import Tensor


def gather_batch(features: Tensor) -> tuple[Tensor, int]:
    """Join the batches of all devices.

    The gradient of a feature is the sum of those of the losses of all devices.  Where gradients of parameters are
    averaged over devices, as ``DistributedDataParallel`` does, it is that of one loss over the whole batch.

    Args:
        features: ``(B, ...)``, as many on every device.

    Returns:
        ``(W * B, ...)`` in the order of W devices, and the number of the first that is of this one.
    """
    if get_world_size() == 1:
        return features, 0
    from torch.distributed.nn.functional import all_gather
    return torch.cat(all_gather(features)), get_rank() * len(features)
