import pytest
import torch

from mmuvp.models.heads import DLAHead

CHANNELS = [8, 16, 16, 32, 32]
SETTINGS = dict(in_channels=CHANNELS, num_classes=5, dropout_ratio=0)


def maps(size):
    """The maps of a backbone, of strides 1 to 32."""
    generator = torch.Generator().manual_seed(0)
    found = []
    for channels in [3, *CHANNELS]:
        found.append(torch.randn(2, channels, *size, generator=generator))
        size = tuple((length + 1) // 2 for length in size)
    return found


@pytest.fixture
def head():
    torch.manual_seed(0)
    return DLAHead(**SETTINGS)


@pytest.mark.parametrize('size', [(64, 96), (65, 97), (33, 50)])
def test_logits_have_the_size_of_the_image(head, size):
    assert head.eval()(maps(size)).shape == (2, 5, *size)


def test_the_last_upsampling_is_bilinear_and_does_not_learn(head):
    head.eval()
    feats = maps((64, 64))
    coarse = head.cls_seg(head.aggregation(feats[1:]))
    expected = torch.nn.functional.interpolate(coarse, scale_factor=2, mode='bilinear')
    torch.testing.assert_close(head(feats)[..., 1:-1, 1:-1], expected[..., 1:-1, 1:-1])
    head(feats).square().mean().backward()
    without = {name for name, p in head.named_parameters() if p.grad is None}
    assert without == {'upsampling.weight'}


def test_parameters_of_the_decoder_of_dla60():
    """26.62 million of the published segmentor, 16.625 of them in its backbone and 1.025 in a classifier of no use."""
    head = DLAHead([32, 128, 256, 512, 1024], num_classes=21, dropout_ratio=0)
    parameters = sum(p.numel() for p in head.parameters())
    assert parameters / 1e6 == pytest.approx(26.62 - 16.625 - 1.025, abs=0.01)


def test_bf16_and_full_precision(head):
    head.eval()
    feats = maps((65, 97))
    full = head(feats)
    with torch.autocast('cpu', torch.bfloat16):
        torch.testing.assert_close(head(feats).float(), full, rtol=0.1, atol=0.1 * full.abs().max().item())
