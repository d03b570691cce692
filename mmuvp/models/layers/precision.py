"""Precision of what must not follow automatic mixed precision."""
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor


def without_autocast(x: Tensor) -> AbstractContextManager:
    """Context in which operations on the device of ``x`` keep the types that they are given."""
    # tensors without data, on which multiply-adds are counted, know no mixed precision
    return nullcontext() if x.is_meta else torch.autocast(x.device.type, enabled=False)
