"""The classifier that predicts class attention."""
import pytest
import torch
from mmengine.config import Config
from mmpretrain.models import ImageClassifier, ResNet
from mmpretrain.structures import DataSample
from torch import nn

from mmuvp.apis import get_model
from mmuvp.models.backbones import ClassAttentionViT, ClassAttentionXCiT
from mmuvp.models.classifiers import ClassAttentionClassifier, TransMixClassifier
from mmuvp.models.data_preprocessors import ClassAttentionSaliency
from mmuvp.registry import MODELS

ARCH = dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=16)
HEAD = dict(type='mmpretrain.VisionTransformerClsHead', num_classes=3, in_channels=16, topk=(1, ))
PREPROCESSOR = dict(type='mmpretrain.ClsDataPreprocessor')


def backbone():
    return ClassAttentionViT(ARCH, img_size=16, patch_size=4)


class Double(nn.Module):
    """A neck."""

    def forward(self, feats):
        return tuple(2 * feat for feat in feats)


@pytest.mark.parametrize('neck', [None, Double()])
def test_predicts_what_the_stock_class_does_and_attention(neck):
    model, stock = (kind(backbone(), neck=neck, head=HEAD, data_preprocessor=PREPROCESSOR)
                    for kind in (ClassAttentionClassifier, ImageClassifier))
    model.init_weights()
    stock.load_state_dict(model.state_dict())
    model.eval()
    stock.eval()
    images = torch.randn(2, 3, 16, 24)
    attention = model.backbone.forward_with_class_attention(images)[1]
    assert attention.shape == (2, 4, 6)
    samples = model(images, [DataSample(), DataSample()], mode='predict')
    for sample, other, one in zip(samples, stock(images, mode='predict'), attention, strict=True):
        assert torch.equal(sample.pred_score, other.pred_score)
        assert torch.equal(sample.pred_attention, one)


def test_it_takes_weights_that_learnt_from_a_provider(tmp_path):
    source = TransMixClassifier(backbone(), head=HEAD, data_preprocessor=PREPROCESSOR,
                                label_mixing=dict(type='mmuvp.AttentionLabels', provider=backbone()))
    torch.save(dict(state_dict=source.state_dict()), tmp_path / 'weights.pth')
    cfg = Config(dict(default_scope='mmpretrain', model=dict(
        type='mmuvp.ClassAttentionClassifier', head=HEAD, data_preprocessor=PREPROCESSOR,
        backbone=dict(type='mmuvp.ClassAttentionViT', arch=ARCH, img_size=16, patch_size=4))))
    weights = get_model(cfg, tmp_path / 'weights.pth').state_dict()
    assert weights.keys() == {key for key in source.state_dict() if 'provider' not in key}
    assert all(torch.equal(value, source.state_dict()[key]) for key, value in weights.items())


def test_backbone_without_class_attention():
    with pytest.raises(TypeError, match='ResNet cannot give the attention'):
        ClassAttentionClassifier(ResNet(18), data_preprocessor=PREPROCESSOR)
    with pytest.raises(TypeError, match='ResNet cannot give the attention'):
        ClassAttentionSaliency(ResNet(18))


@pytest.mark.parametrize('prefix', ['', 'backbone.', 'module.backbone.'])
def test_saliency_takes_weights_of_a_backbone_or_of_a_model_with_it(prefix, tmp_path):
    source, images = backbone(), torch.randn(2, 3, 16, 16)
    source.init_weights()
    source.eval()
    weights = {prefix + key: value for key, value in source.state_dict().items()}
    if prefix:
        weights[prefix.replace('backbone', 'head') + 'bias'] = torch.zeros(3)
    torch.save(weights, tmp_path / 'weights.pth')
    saliency = MODELS.build(dict(
        type='mmuvp.ClassAttentionSaliency', checkpoint=str(tmp_path / 'weights.pth'),
        backbone=dict(type='mmuvp.ClassAttentionViT', arch=ARCH, img_size=16, patch_size=4)))
    saliency.eval()
    torch.testing.assert_close(saliency(images), source.forward_with_class_attention(images)[1])
    (tmp_path / 'weights.pth').unlink()
    saliency(images)  # they are read once


def test_saliency_by_one_head():
    network, images = backbone(), torch.randn(2, 3, 16, 16)
    network.init_weights()
    heads = [ClassAttentionSaliency(network, head=head)(images) for head in range(2)]
    assert not torch.allclose(*heads)
    torch.testing.assert_close(sum(heads) / 2, ClassAttentionSaliency(network)(images))
    with pytest.raises(IndexError):
        ClassAttentionSaliency(network, head=2)(images)
    with pytest.raises(TypeError, match='cannot give the attention of one head'):
        ClassAttentionSaliency(ClassAttentionXCiT(embed_dims=32, depth=2, num_heads=4), head=0)
