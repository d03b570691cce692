"""How much memory a piece of a program needs."""
import gc

import torch
from torch._C._profiler import _EventType


class PeakMemory:
    """Largest memory while a block runs: what PyTorch's allocator counts, to the byte.

    On a CPU the block runs under a profiler, which slows it down: do not time what it does.

    Args:
        device (torch.device): Where the block computes.

    Attributes:
        value (float): GiB, set when the block ends.  On a GPU all that was allocated, weights included; on a CPU
            what the block itself allocated and had not freed.
    """

    def __init__(self, device):
        self.device = device

    def __enter__(self):
        gc.collect()
        if self.device.type == 'cuda':
            torch.cuda.reset_peak_memory_stats(self.device)
            return self
        self.profiler = torch.profiler.profile(
            activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True, acc_events=True)
        self.profiler.__enter__()
        return self

    def __exit__(self, *error):
        if self.device.type == 'cuda':
            self.value = torch.cuda.max_memory_allocated(self.device) / 2**30
            return
        self.profiler.__exit__(*error)
        self.value = _largest_sum(self.profiler.profiler.kineto_results.experimental_event_tree()) / 2**30


def _largest_sum(event_tree):
    """Largest number of bytes that were allocated in a profile and not yet freed."""
    held, total, largest = {}, 0, 0
    for event in sorted(_allocations(event_tree), key=lambda event: event.start_time_ns):
        address, size = event.extra_fields.ptr, event.extra_fields.alloc_size
        if size > 0:
            held[address] = size
            total += size
            largest = max(largest, total)
        else:
            # zero for what was allocated before the profile
            total -= held.pop(address, 0)
    return largest


def _allocations(event_tree):
    """All events of a tree that allocate or free memory."""
    events = list(event_tree)
    while events:
        event = events.pop()
        events += event.children
        if event.tag == _EventType.Allocation:
            yield event
