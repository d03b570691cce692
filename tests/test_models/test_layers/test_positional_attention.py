"""Moments and scales of norms that are never computed as maps."""
import pytest
import torch
from torch import nn

from mmuvp.models.layers.positional_attention import (
    content_moments,
    position_moments,
    positional_attention,
    softmax_norm_scale,
)

HEADS = 3


def moments(maps):
    """Mean and mean square of each channel of ``(N, C, H, W)``."""
    return maps.mean(dim=(0, 2, 3)), maps.square().mean(dim=(0, 2, 3))


def test_moments_are_those_of_the_maps():
    query, key = torch.randn(2, 4, HEADS, 5, 6).double()
    vectors = torch.randn(5, 6, 5).double()
    for found, expected in ((content_moments(query, key), moments(query @ key.mT)),
                            (position_moments(query, vectors),
                             moments(torch.einsum('nhid,idj->nhij', query, vectors)))):
        for a, b in zip(found, expected, strict=True):
            torch.testing.assert_close(a, b)


@pytest.mark.parametrize('momentum', [0.1, None])
def test_scale_and_statistics_are_those_of_the_norm(momentum):
    norm, other = (nn.BatchNorm2d(HEADS, momentum=momentum) for _ in range(2))
    nn.init.uniform_(norm.weight, 0.5, 2)
    other.load_state_dict(norm.state_dict())
    for _ in range(2):
        maps = torch.randn(4, HEADS, 5, 6) * 2 + 1
        scale = softmax_norm_scale(norm, *moments(maps), 120)
        normed = other(maps)
        # the norm is scale times map plus a shift
        for channel in range(HEADS):
            expected = (normed[:, channel].std() / maps[:, channel].std()).item()
            assert scale[channel].item() == pytest.approx(expected, rel=1e-4)
    for (name, own), (_, theirs) in zip(norm.named_buffers(), other.named_buffers(), strict=True):
        torch.testing.assert_close(own, theirs, msg=name)
    torch.testing.assert_close(softmax_norm_scale(norm.eval(), None, None, 0),
                               norm.weight * torch.rsqrt(other.running_var + norm.eps))


def test_one_value_has_no_spread():
    norm = nn.BatchNorm2d(HEADS)
    assert softmax_norm_scale(norm, torch.ones(HEADS), torch.ones(HEADS), 1).isfinite().all()
    assert norm.running_var.isfinite().all()


def test_gradients_are_those_of_finite_differences():
    def random(*shape):
        return torch.randn(*shape, dtype=torch.float64, requires_grad=True)

    lines, length, depth, value_depth = 3, 4, 2, 3
    inputs = (random(lines, length, depth), random(lines, length, depth), random(lines, length, value_depth),
              random(lines, length, depth), random(length, depth, length), random(lines, length, depth),
              random(length, depth, length), random(length, value_depth, length))

    def attend(query, key, value, query2, query_vectors, key2, key_vectors, value_vectors):
        return positional_attention(query, key, value, (query2, query_vectors), (key2, key_vectors), value_vectors)

    assert torch.autograd.gradcheck(attend, inputs)


def synchronised_scale(rank, folder):
    """Scale and its gradient in one of two processes, each of which has half of the maps."""
    torch.distributed.init_process_group('gloo', init_method=f'file://{folder}/store', rank=rank, world_size=2)
    norm = nn.SyncBatchNorm(HEADS)
    own = torch.load(f'{folder}/maps.pt')[rank::2].requires_grad_()
    scale = softmax_norm_scale(norm, *moments(own), own[:, 0].numel())
    scale.square().sum().backward()
    torch.save((scale.detach(), own.grad, norm.running_var), f'{folder}/{rank}.pt')
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_synchronised_norms_share_their_moments(tmp_path):
    maps = torch.randn(6, HEADS, 4, 5) * torch.arange(1., 7)[:, None, None, None]
    torch.save(maps, tmp_path / 'maps.pt')
    torch.multiprocessing.spawn(synchronised_scale, (str(tmp_path),), nprocs=2)
    norm = nn.BatchNorm2d(HEADS)
    maps.requires_grad_()
    scale = softmax_norm_scale(norm, *moments(maps), 120)
    (2 * scale.square().sum()).backward()  # the loss of both processes
    for rank in range(2):
        shared, gradient, variance = torch.load(tmp_path / f'{rank}.pt')
        torch.testing.assert_close(shared, scale.detach())
        torch.testing.assert_close(variance, norm.running_var)
        torch.testing.assert_close(gradient, maps.grad[rank::2])
