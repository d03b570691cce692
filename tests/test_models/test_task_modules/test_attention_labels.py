import pytest
import torch
import torch.nn.functional as F
from mmpretrain.models.backbones import VisionTransformer

from mmuvp.models.backbones import ClassAttentionViT
from mmuvp.models.batch_augments import Paste
from mmuvp.models.task_modules import AttentionLabels, attention_in_box

ARCH = dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=16)
SIZES = [((224, 224), (14, 14)), ((50, 97), (4, 7)), ((225, 223), (15, 14)), ((7, 3), (1, 1)), ((32, 48), (8, 3))]


def paste(box, size=(32, 32), scores=((1., 0.), (0., 1.))):
    return Paste(torch.tensor(scores), box, size)


def literal_share(attention, box, size):
    """Equation 4.7 with a mask of pixels that is resized to the patches."""
    mask = torch.zeros(1, 1, *size)
    mask[..., box[0]:box[1], box[2]:box[3]] = 1
    mask = F.interpolate(mask, attention.shape[1:], mode='nearest')[0]
    return (attention * mask).sum(dim=(1, 2)) / attention.sum(dim=(1, 2))


@pytest.mark.parametrize(('size', 'grid'), SIZES)
def test_share_of_attention(size, grid):
    torch.manual_seed(0)
    attention = torch.rand(3, *grid)
    height, width = size
    for box in ((0, height, 0, width), (0, height // 2, 0, width), (height // 3, height, width // 4, width // 2),
                (1, 2, 1, 2), (0, 1, 0, 1), (2, 2, 0, width)):
        share = attention_in_box(attention, paste(box, size))
        torch.testing.assert_close(share, literal_share(attention, box, size), msg=str(box))


def test_scale_of_attention_does_not_matter():
    attention = torch.rand(2, 4, 4)
    share = [attention_in_box(scale * attention, paste((0, 8, 8, 32))) for scale in (1, 1e-6)]
    torch.testing.assert_close(*share)


def test_area_decides_where_there_is_no_attention():
    attention = torch.stack([torch.zeros(4, 4), torch.ones(4, 4)])
    share = attention_in_box(attention, paste((0, 3, 0, 32)))
    torch.testing.assert_close(share, torch.tensor([3 / 32, 0.25]))


@pytest.mark.parametrize(('area_weight', 'expected'), [(0.5, 0.75), (0.0, 1.0), (1.0, 0.5)])
def test_weight_is_a_mean_of_area_and_attention(area_weight, expected):
    attention = torch.zeros(2, 2, 2)
    attention[:, 0, 1] = 0.4
    labels = AttentionLabels(area_weight)
    half = paste((0, 16, 0, 32))
    assert labels.weights(attention, half).tolist() == pytest.approx([expected] * 2)
    own, other = 1 - expected, expected
    torch.testing.assert_close(labels(attention, half), torch.tensor([[own, other], [other, own]]))


def test_each_image_has_its_weight():
    attention = torch.stack([torch.tensor([[1., 0.]]), torch.tensor([[0., 1.]])])
    labels = AttentionLabels()(attention, paste((0, 32, 0, 16)))
    torch.testing.assert_close(labels, torch.tensor([[0.25, 0.75], [0.25, 0.75]]))


@pytest.mark.parametrize('area_weight', [-0.1, 1.5])
def test_bad_weights(area_weight):
    with pytest.raises(ValueError, match='area_weight must be between 0 and 1'):
        AttentionLabels(area_weight)


class TestProvider:

    @pytest.fixture
    def labels(self):
        return AttentionLabels(provider=dict(
            type='mmuvp.ClassAttentionViT', arch=ARCH, img_size=32, drop_path_rate=0.5, drop_rate=0.5))

    def test_it_never_learns(self, labels):
        labels.train()
        assert labels.training
        assert not labels.provider.training
        assert not any(p.requires_grad for p in labels.provider.parameters())

    def test_its_attention_is_that_of_evaluation(self, labels):
        labels.train()
        images = torch.randn(2, 3, 48, 32)
        attention = labels.provide(images)
        assert attention.shape == (2, 3, 2)
        assert not attention.requires_grad
        assert torch.equal(attention, labels.provide(images))

    def test_a_module_will_do(self):
        backbone = ClassAttentionViT(ARCH, img_size=32)
        assert AttentionLabels(provider=backbone).provider is backbone

    def test_it_needs_class_attention(self):
        with pytest.raises(TypeError, match='VisionTransformer cannot .* mmuvp.ClassAttentionViT'):
            AttentionLabels(provider=VisionTransformer(ARCH, img_size=32))
