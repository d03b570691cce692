import pytest
import torch
from narrow_models import wake_up

from mmuvp.models.layers import KMaXTransformerDecoder

CLASSES, QUERIES, WIDTHS = 5, 4, (12, 10, 8)


def build(num_layers=(2, 0, 1), **changes):
    decoder = KMaXTransformerDecoder(
        CLASSES, QUERIES, WIDTHS, num_layers, panoptic_channels=6, channels=16, mask_channels=8, ffn_channels=24,
        num_heads=4, **changes)
    decoder.init_weights()
    return wake_up(decoder)


def maps(height=8, width=12, batch=2):
    sizes = [(-(-height // s), -(-width // s)) for s in (8, 4, 2, 1)]
    *coarse, fine = [torch.randn(batch, c, *size) for c, size in zip((*WIDTHS, 6), sizes, strict=True)]
    return coarse, fine


@pytest.mark.parametrize('size', [(1, 1), (9, 17), (10, 18), (3, 40)])
def test_one_prediction_a_layer_and_a_final_one(size):
    coarse, fine = maps(*size)
    predictions = build()(coarse, fine)
    for prediction, feature in zip(predictions, (coarse[0], coarse[0], coarse[2], fine), strict=True):
        height, width = feature.shape[-2:]
        assert prediction['mask_logits'].shape == (2, QUERIES, height, width)
        assert prediction['class_logits'].shape == (2, QUERIES, CLASSES + 1)
        assert prediction['pixel_feature'].shape == (2, 8, height, width)
    for prediction in predictions[:-1]:
        assert prediction['centres'].shape == (2, 16, QUERIES)
        assert prediction['projected_pixels'].shape[-2:] == prediction['mask_logits'].shape[-2:]


def test_every_parameter_has_a_gradient():
    decoder = build(drop_path=0.)
    predictions = decoder(*maps())
    sum(p[key].square().sum() for p in predictions for key in ('mask_logits', 'class_logits')).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in decoder.parameters())


def test_relaxation_is_asked_once_a_layer_in_order():
    asked = []

    def relax(stage, prediction):
        asked.append((stage, prediction['mask_logits'].shape[-2:]))

    decoder, (coarse, fine) = build().eval(), maps()
    relaxed = decoder(coarse, fine, relax)
    assert asked == [(0, (1, 2)), (1, (1, 2)), (2, (4, 6))]
    assert torch.equal(relaxed[-1]['mask_logits'], decoder(coarse, fine)[-1]['mask_logits'])


def test_layers_build_on_each_other():
    decoder, (coarse, fine) = build(drop_path=0.).eval(), maps()
    predictions = decoder(coarse, fine)
    centres, _ = decoder.layers[0](coarse[0], decoder.centres.expand(2, -1, -1))
    torch.testing.assert_close(predictions[0]['centres'], centres)
    centres, second = decoder.layers[1](coarse[0], centres)
    torch.testing.assert_close(predictions[1]['mask_logits'], second['mask_logits'])
    centres, _ = decoder.layers[2](coarse[2], centres)
    final = decoder.predictor(fine, decoder.mask_project(centres), decoder.class_project(centres))
    torch.testing.assert_close(predictions[3]['class_logits'], final['class_logits'])


def test_initial_centres():
    decoder = KMaXTransformerDecoder(CLASSES, in_channels=(8,), num_layers=(0,), panoptic_channels=8)
    decoder.init_weights()
    assert decoder.centres.shape == (256, 128)
    assert decoder.centres.std().item() == pytest.approx(0.88, rel=0.05)


def test_one_entry_a_map():
    with pytest.raises(ValueError, match='3 maps'):
        build(num_layers=(2, 2))
