"""Two processes against one that has the whole batch."""
import pytest
import torch
import torch.distributed
import torch.multiprocessing
from mmengine.model import MMDistributedDataParallel
from mmpretrain.structures import DataSample

from mmuvp.models.selfsup import IBOT

STEPS, IMAGES = 3, 4
TEMPERATURE = dict(start=0.05, end=0.05)
BACKBONE = dict(type='mmuvp.IBOTVisionTransformer', img_size=32, patch_size=8, out_type='raw', with_mask_token=True,
                arch=dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=32))
NECK = dict(type='mmuvp.IBOTProjector', in_channels=16, out_channels=24, hidden_channels=20, bottleneck_channels=8)
HEAD = dict(type='mmuvp.SelfDistillationLoss', num_classes=24, class_temperature=TEMPERATURE,
            patch_temperature=TEMPERATURE)


def build():
    torch.manual_seed(0)
    return IBOT(BACKBONE, NECK, HEAD, dict(backbone=dict(with_mask_token=False)))


def batch(step):
    generator = torch.Generator().manual_seed(step)
    crops = [torch.randn(IMAGES, 3, side, side, generator=generator) for side in (32, 32, 16)]
    masks = torch.rand(IMAGES, 2, 4, 4, generator=generator) < 0.4
    masks[:2] &= step > 0  # the first process has nothing to hide in the first step
    return crops, masks


def train(model, network, rank=0, processes=1):
    """Train on this process's share of each batch, and return the losses."""
    optimizer, share, losses = torch.optim.SGD(network.parameters(), lr=0.1), IMAGES // processes, []
    for step in range(STEPS):
        mine = slice(rank * share, (rank + 1) * share)
        crops, masks = batch(step)
        samples = [DataSample().set_mask(mask) for mask in masks[mine]]
        loss = sum(model([crop[mine] for crop in crops], samples, mode='loss').values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        network.update_teacher(0.9)
        losses.append(loss.item())
    return losses


def work(rank, folder):
    """What one of two processes does: its state goes to a file."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group('gloo', init_method=f'file://{folder}/store', rank=rank, world_size=2)
    network = build()
    losses = train(MMDistributedDataParallel(network, broadcast_buffers=False), network, rank, 2)
    torch.save(dict(state=network.state_dict(), losses=losses), f'{folder}/{rank}.pth')
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_two_processes_have_the_centers_of_one(tmp_path):
    network = build()
    losses = train(network, network)
    torch.multiprocessing.spawn(work, (str(tmp_path), ), nprocs=2)
    both = [torch.load(tmp_path / f'{rank}.pth') for rank in range(2)]
    assert network.head.patch_center.abs().sum() > 0
    for process in both:
        torch.testing.assert_close(process['state'], network.state_dict(), rtol=1e-4, atol=1e-5)
    means = [sum(shares) / 2 for shares in zip(*(process['losses'] for process in both), strict=True)]
    assert means == pytest.approx(losses, rel=1e-4)
