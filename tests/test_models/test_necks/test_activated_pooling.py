import torch
import torch.nn.functional as F

from mmuvp.models.necks import ActivatedPooling, PartPooling


def test_parts_are_activated_then_averaged():
    parts = torch.randn(1, 3, 4)
    y, = PartPooling()((torch.randn(1, 2, 2), parts))
    torch.testing.assert_close(y, F.gelu(parts).mean(1))


def test_maps_are_projected_activated_and_averaged():
    neck, x = ActivatedPooling(4).eval(), torch.randn(1, 4, 3, 2)
    neck.init_weights()
    neck.projection.norm.running_mean.fill_(0.5)
    y, = neck((x, ))
    projected = torch.einsum('bchw,dc->bdhw', x, neck.projection.conv.weight[..., 0, 0])
    torch.testing.assert_close(y, F.gelu((projected - 0.5) / (1 + 1e-5) ** 0.5).mean((2, 3)))
