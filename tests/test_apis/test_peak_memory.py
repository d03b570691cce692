import pytest
import torch

from mmuvp.apis.peak_memory import PeakMemory

MEGABYTE = 2**18  # numbers of four bytes
CPU = torch.device('cpu')


def step(before):
    first = torch.ones(4 * MEGABYTE)
    second = torch.ones(3 * MEGABYTE)
    del first
    before.clear()
    third = torch.ones(2 * MEGABYTE)
    return second, third


def test_the_most_that_a_block_holds_at_a_time():
    for _ in range(2):
        before = [torch.ones(8 * MEGABYTE)]
        with PeakMemory(CPU) as memory:
            kept = step(before)
        assert memory.value * 1024 == pytest.approx(7, abs=0.01)
        del kept


def test_memory_that_the_allocator_has_in_store_counts():
    """Resident memory does not grow when a block repeats what was done before."""
    weight = torch.ones(MEGABYTE, requires_grad=True)

    def train():
        weight.grad = None
        (weight * 2).exp().sum().backward()

    train()
    peaks = []
    for _ in range(2):
        with PeakMemory(CPU) as memory:
            train()
        peaks.append(memory.value * 1024)
    # a product and its exponential, the exponential and its gradient, two gradients
    assert peaks == pytest.approx([2, 2], abs=0.01)


@pytest.mark.skipif(not torch.cuda.is_available(), reason='needs a GPU')
def test_a_gpu_counts_all_that_is_allocated():
    device = torch.device('cuda')
    held = torch.ones(64 * MEGABYTE, device=device)
    with PeakMemory(device) as memory:
        torch.ones(32 * MEGABYTE, device=device)
    assert memory.value * 1024 >= 96
    assert len(held)
