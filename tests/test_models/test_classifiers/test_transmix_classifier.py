"""The classifier as users build it, by a config."""
import warnings
from copy import deepcopy

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmpretrain.structures import DataSample

from mmuvp.apis import get_model
from mmuvp.models.classifiers import TransMixClassifier

ARCH = dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=16)
BACKBONE = dict(type='mmuvp.ClassAttentionViT', arch=ARCH, img_size=32)
STOCK = dict(type='mmpretrain.ImageClassifier', backbone=dict(BACKBONE, type='mmpretrain.VisionTransformer'))
HEAD = dict(
    type='mmpretrain.VisionTransformerClsHead', num_classes=6, in_channels=16, init_cfg=None,
    loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'))
SIZE = (40, 33)


def build(augments=({'type': 'mmuvp.TransMix'}, ), **changes):
    model = dict(type='mmuvp.TransMixClassifier', backbone=BACKBONE, head=HEAD,
                 data_preprocessor=dict(type='mmpretrain.ClsDataPreprocessor', num_classes=6),
                 train_cfg=dict(augments=[*augments]))
    torch.manual_seed(0)
    return get_model(Config(dict(model=deepcopy({**model, **changes}), default_scope='mmpretrain')))


def batch(count=4):
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (count, 3, *SIZE), generator=generator, dtype=torch.uint8)
    return dict(inputs=list(images), data_samples=[DataSample().set_gt_label(i % 6) for i in range(count)])


def mixed(model, count=4):
    """A batch as the model's losses read it."""
    np.random.seed(0)
    return model.data_preprocessor(batch(count), training=True)


def scores(data):
    return torch.stack([sample.gt_score for sample in data['data_samples']])


@pytest.mark.parametrize('count', [1, 4, 5])
def test_labels_are_those_of_the_part(count):
    model = build()
    data = mixed(model, count)
    paste = data['data_samples'][0].paste
    losses = model(**data, mode='loss')
    feats, attention = model.backbone.forward_with_class_attention(data['inputs'])
    expected = model.label_mixing(attention, paste)
    torch.testing.assert_close(scores(data), expected)
    smooth = 0.9 * expected + 0.1 / 6
    loss = -(smooth * model.head(feats).log_softmax(dim=1)).sum(dim=1).mean()
    torch.testing.assert_close(losses['loss'], loss)


def test_labels_differ_from_those_of_area():
    model = build()
    data = mixed(model)
    by_area = scores(data)
    model(**data, mode='loss')
    assert (scores(data) - by_area).abs().max() > 1e-3
    torch.testing.assert_close(scores(data).sum(dim=1), torch.ones(4))


def test_no_gradient_through_the_labels():
    model = build()
    model.train()
    model(**mixed(model), mode='loss')['loss'].backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
    fixed = [p.grad.clone() for p in model.parameters()]
    data = mixed(model)
    with torch.no_grad():
        model(**data, mode='loss')  # now the labels are numbers
    for sample in data['data_samples']:
        del sample.paste
    model.zero_grad()
    model(**data, mode='loss')['loss'].backward()
    for parameter, grad in zip(model.parameters(), fixed, strict=True):
        torch.testing.assert_close(parameter.grad, grad)


@pytest.mark.filterwarnings('ignore:no batch is mixed')
@pytest.mark.parametrize('train_cfg', [
    dict(augments=dict(type='mmpretrain.Mixup', alpha=0.8)), dict(augments=dict(type='mmpretrain.CutMix', alpha=1.0)),
    None])
def test_other_batches_are_those_of_the_stock_classifier(train_cfg):
    model, stock = build(train_cfg=train_cfg), build(train_cfg=train_cfg, **STOCK)
    stock.load_state_dict(model.state_dict(), strict=True)
    losses = []
    for each in (model, stock):
        torch.manual_seed(1)
        data = mixed(each)
        losses.append(each(**data, mode='loss')['loss'])
        assert 'paste' not in data['data_samples'][0]
    assert torch.equal(*losses)


def test_it_warns_without_its_augmentation():
    with pytest.warns(UserWarning, match='no batch is mixed by mmuvp.TransMix, .* train_cfg.augments must contain it'):
        build([{'type': 'mmpretrain.CutMix', 'alpha': 1.0}])
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        build()
        build(train_cfg=None)


def test_which_augmentation_is_drawn_differs_between_batches():
    model = build([{'type': 'mmpretrain.Mixup', 'alpha': 0.8}, {'type': 'mmuvp.TransMix'}])
    drawn = ['paste' in model.data_preprocessor(batch(), training=True)['data_samples'][3] for _ in range(30)]
    assert 5 < sum(drawn) < 25


def test_evaluation_is_that_of_the_stock_classifier():
    model = build()
    stock = build(**STOCK)
    stock.load_state_dict(model.state_dict(), strict=True)
    for each in (model, stock):
        each.eval()
    predictions = [each(**each.data_preprocessor(batch()), mode='predict') for each in (model, stock)]
    for ours, theirs in zip(*predictions, strict=True):
        assert torch.equal(ours.pred_score, theirs.pred_score)
        assert 'paste' not in ours


def test_a_copy_hands_its_own_paste_over():
    model = build()
    copy = deepcopy(model)
    data = mixed(copy)
    assert 'paste' in data['data_samples'][0]
    assert torch.isfinite(copy(**data, mode='loss')['loss'])


class TestProvider:
    PROVIDER = dict(type='mmuvp.AttentionLabels', provider=dict(
        type='mmuvp.ClassAttentionDistilledViT', arch=ARCH, img_size=32, patch_size=8))

    def test_its_attention_decides(self):
        model = build(label_mixing=self.PROVIDER)
        data = mixed(model)
        paste = data['data_samples'][0].paste
        model(**data, mode='loss')
        expected = model.label_mixing(model.label_mixing.provide(data['inputs']), paste)
        torch.testing.assert_close(scores(data), expected)

    def test_any_backbone_learns_from_it(self):
        model = build(
            backbone=dict(type='mmpretrain.ResNet', depth=18, stem_channels=8, base_channels=8),
            neck=dict(type='mmpretrain.GlobalAveragePooling'),
            head=dict(type='mmpretrain.LinearClsHead', num_classes=6, in_channels=64), label_mixing=self.PROVIDER)
        model.train()
        model(**mixed(model), mode='loss')['loss'].backward()
        assert all(p.grad is not None for p in model.parameters() if p.requires_grad)
        assert all(p.grad is None for p in model.label_mixing.parameters())

    def test_inference_goes_without_it(self):
        model = get_model(build(label_mixing=self.PROVIDER).cfg, inference=True)
        assert model.label_mixing is None
        assert not [key for key in model.state_dict() if 'provider' in key]


def test_mixed_precision():
    model = build()
    data = mixed(model)
    with torch.autocast('cpu', torch.bfloat16):
        losses = model(**data, mode='loss')
    half = scores(data)
    data = mixed(model)
    torch.testing.assert_close(losses['loss'], model(**data, mode='loss')['loss'], rtol=0.02, atol=0.02)
    assert half.dtype == torch.float32
    torch.testing.assert_close(half, scores(data), rtol=0.02, atol=0.02)


def test_a_backbone_without_class_attention():
    with pytest.raises(TypeError, match='^VisionTransformer cannot give .*mmuvp.CaiT, .*mmuvp.ClassAttentionViT'):
        build(backbone=dict(BACKBONE, type='mmpretrain.VisionTransformer'))


@pytest.mark.filterwarnings('ignore:no batch is mixed')
@pytest.mark.parametrize('augment', ['mmuvp.TransMix', 'mmpretrain.Mixup'])
def test_another_number_of_classes(augment):
    model = build([dict(type=augment, alpha=1.0)], head=dict(HEAD, num_classes=5))
    with pytest.raises(ValueError, match='labels are of 6 classes, the head of 5: .*num_classes.* must agree'):
        model(**mixed(model), mode='loss')


@pytest.mark.parametrize('label', [6, -1])
def test_a_label_out_of_range(label):
    data = batch()
    data['data_samples'][2].set_gt_label(label)
    with pytest.raises(ValueError, match=f'label {label} is none of the 6 of data_preprocessor.num_classes'):
        build().data_preprocessor(data=data, training=True)


def test_its_weights_are_those_of_the_stock_classifier():
    assert isinstance(build(), TransMixClassifier)
    assert set(build().state_dict()) == set(build(**STOCK).state_dict())
