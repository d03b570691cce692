"""What every backbone must pass; tests of backbones call these with theirs."""
import io

import pytest
import torch


def check_gradients(backbone, images):
    """Every parameter learns, and from finite gradients."""
    sum(feature.square().mean() for feature in backbone(images)).backward()
    assert [n for n, p in backbone.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def check_mixed_precision(backbone, images):
    """Maps in bfloat16 are those of float32 but for a few per cent."""
    with torch.no_grad():
        for _ in range(20):  # statistics of a network in use
            backbone(images)
        backbone.eval()
        full = backbone(images)
        with torch.autocast('cpu', torch.bfloat16):
            half = backbone(images)
    for a, b in zip(half, full, strict=True):
        assert (a - b).norm() < 0.05 * b.norm()


def check_file(backbone, other, images):
    """The weights of a backbone, written to a file, make another one the same."""
    file = io.BytesIO()
    torch.save(backbone.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True), strict=True)
    backbone.eval()
    other.eval()
    assert all(torch.equal(a, b) for a, b in zip(backbone(images), other(images), strict=True))


def check_compiling(backbone, images):
    """The whole network is one graph, with the same maps."""
    torch.compiler.reset()
    backbone.eval()
    with torch.no_grad():
        compiled = torch.compile(backbone, fullgraph=True, backend='aot_eager')(images)
        for a, b in zip(compiled, backbone(images), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def check_frozen(backbone, num_parts):
    """Of the stem and the stages, the first neither learn nor count, and the others do."""
    backbone.train()
    for index, part in enumerate([backbone.stem, *backbone.stages]):
        fixed = index < num_parts
        assert all(p.requires_grad != fixed for p in part.parameters())
        assert all(m.training != fixed for m in part.modules())


def check_returned_maps(backbone, images, indices):
    """Maps that are asked for are those of all."""
    backbone.eval()
    everything = backbone(images)
    backbone.out_indices = indices
    assert all(torch.equal(a, everything[i]) for a, i in zip(backbone(images), indices, strict=True))


def check_refused_images(backbone):
    """What has no pixel, another number of channels or no batch is refused by its shape."""
    for shape in ((2, 3, 0, 32), (2, 1, 32, 32), (3, 32, 32)):
        with pytest.raises(ValueError, match=r'images must be \(B, 3, H, W\) of at least a pixel, not'):
            backbone(torch.zeros(shape))
