import math

import pytest
import torch
from narrow_models import wake_up

from mmuvp.models.layers import MaskPredictor

CLASSES = 5


def build(**changes):
    predictor = MaskPredictor(CLASSES, pixel_channels=6, channels=8, mask_channels=4, **changes)
    predictor.init_weights()
    return predictor


def arguments(height=5, width=7, queries=3, batch=2):
    return torch.randn(batch, 6, height, width), torch.randn(batch, 8, queries), torch.randn(batch, 8, queries)


@pytest.mark.parametrize('size', [(1, 1), (5, 7), (2, 9)])
def test_shapes_and_gradients(size):
    predictor = build()
    prediction = predictor(*arguments(*size))
    assert prediction['mask_logits'].shape == (2, 3, *size)
    assert prediction['class_logits'].shape == (2, 3, CLASSES + 1)
    assert prediction['pixel_feature'].shape == (2, 4, *size)
    sum(p.square().sum() for p in prediction.values()).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in predictor.parameters())


def test_pixel_features_have_unit_length():
    feature = build()(*arguments())['pixel_feature']
    torch.testing.assert_close(feature.norm(dim=1), torch.ones(2, 5, 7))


def test_mask_logits_are_normalised_products():
    predictor = wake_up(build())
    torch.nn.init.constant_(predictor.mask_norm.weight, 3.)
    torch.nn.init.constant_(predictor.mask_norm.bias, 0.5)
    pixels, masks, classes = arguments()
    prediction = predictor(pixels, masks, classes)
    kernels, feature = predictor.mask_head(masks), prediction['pixel_feature']
    products = torch.stack([torch.stack([(feature[b] * kernels[b, :, q, None, None]).sum(dim=0) for q in range(3)])
                            for b in range(2)])
    # one mean and one deviation for all queries and pixels of the batch
    expected = (products - products.mean()) / torch.sqrt(products.var(unbiased=False) + 1e-3) * 3 + 0.5
    torch.testing.assert_close(prediction['mask_logits'], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('prior', [0.9, 0.5])
def test_undecided_queries_predict_void_with_its_prior_probability(prior):
    predictor = build(void_prior=prior)
    torch.nn.init.zeros_(predictor.class_head.weight)
    probability = predictor(*arguments())['class_logits'].softmax(dim=-1)
    torch.testing.assert_close(probability[..., -1], torch.full((2, 3), prior))
    torch.testing.assert_close(probability[..., 0], torch.full((2, 3), (1 - prior) / CLASSES))


def test_the_prior_of_void_is_no_weight():
    predictor = build()
    assert predictor.void_bias[-1].item() == pytest.approx(math.log(CLASSES * 0.9 / 0.1))
    assert not predictor.void_bias[:-1].any()
    assert 'void_bias' not in predictor.state_dict()


def test_initial_scale_of_the_mask_logits():
    assert build()(*arguments(30, 30))['mask_logits'].std().item() == pytest.approx(0.1, rel=0.1)
    assert build(mask_scale=2.)(*arguments(30, 30))['mask_logits'].std().item() == pytest.approx(2., rel=0.1)


def test_output_layers_start_small():
    predictor = MaskPredictor(200, channels=64, mask_channels=64)
    predictor.init_weights()
    for layer in (predictor.class_head, predictor.pixel_head[-1].conv):
        assert layer.weight.std().item() == pytest.approx(0.0088, rel=0.05)
        assert not layer.bias.any()
