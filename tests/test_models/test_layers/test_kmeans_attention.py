import pytest
import torch
import torch.nn.functional as F
from narrow_models import wake_up

from mmuvp.models.layers import KMeansLayer, MaskPredictor, QuerySelfAttention

CHANNELS, QUERIES, CLASSES = 8, 4, 3


def build(**changes):
    predictor = MaskPredictor(CLASSES, CHANNELS, CHANNELS, mask_channels=6)
    layer = KMeansLayer(5, predictor, CHANNELS, ffn_channels=12, num_heads=2, **changes)
    layer.init_weights()
    return layer


def arguments(height=6, width=5):
    return torch.randn(2, 5, height, width), torch.randn(2, CHANNELS, QUERIES)


def literal_cluster_update(layer, pixels, mask_logits):
    """Sum the values of the pixels of every centre, pixel by pixel, then normalise and project."""
    values = layer.pixel_value(pixels)
    sums = torch.zeros(len(pixels), CHANNELS, QUERIES)
    for b, logits in enumerate(mask_logits):
        for row in range(logits.shape[1]):
            for column in range(logits.shape[2]):
                sums[b, :, logits[:, row, column].argmax()] += values[b, :, row, column]
    return layer.cluster_project(layer.cluster_norm(sums))


@pytest.mark.parametrize('training', [True, False])
def test_equals_the_literal_version(training):
    layer = wake_up(build()).train(training)
    feature, centres = arguments()
    updated, prediction = layer(feature, centres)

    pixels = layer.pixel_project(F.gelu(feature))
    queries = layer.query_project(centres)
    expected = centres + literal_cluster_update(layer, pixels, prediction['mask_logits'])
    expected = F.gelu(expected + layer.self_attention(queries))
    expected = F.gelu(expected + layer.ffn(expected))
    torch.testing.assert_close(updated, expected, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(prediction['projected_pixels'], pixels)
    assert prediction['mask_logits'].shape == (2, QUERIES, 6, 5)


def test_a_new_layer_only_activates_the_centres():
    feature, centres = arguments()
    updated, _ = build()(feature, centres)
    torch.testing.assert_close(updated, F.gelu(F.gelu(centres)))


def test_the_assignment_has_no_gradient():
    layer = wake_up(build())
    feature, centres = arguments()
    updated, _ = layer(feature, centres)
    updated.sum().backward()
    assert all(p.grad is None for p in layer.predictor.parameters())
    assert layer.pixel_value.conv.weight.grad.any()


def test_pixels_may_be_assigned_by_other_logits():
    layer = wake_up(build()).eval()
    feature, centres = arguments()
    other = torch.randn(2, QUERIES, 6, 5)
    plain, prediction = layer(feature, centres)
    relaxed, _ = layer(feature, centres, lambda prediction: other)
    unchanged, _ = layer(feature, centres, lambda prediction: None)
    assert torch.equal(plain, unchanged)
    assert not torch.allclose(plain, relaxed)
    # the update is the only thing that changes
    pixels = prediction['projected_pixels']
    expected = centres + literal_cluster_update(layer, pixels, other)
    expected = F.gelu(expected + layer.self_attention(layer.query_project(centres)))
    torch.testing.assert_close(relaxed, F.gelu(expected + layer.ffn(expected)), rtol=1e-4, atol=1e-5)


def test_every_update_may_be_dropped():
    layer = wake_up(build(drop_path=1 - 1e-9))
    feature, centres = arguments()
    torch.testing.assert_close(layer(feature, centres)[0], F.gelu(F.gelu(centres)))


def test_initial_projections():
    layer = KMeansLayer(16, MaskPredictor(CLASSES), num_heads=8)
    layer.init_weights()
    for conv in (layer.pixel_value.conv, layer.self_attention.qkv.conv):
        assert conv.weight.std().item() == pytest.approx(0.88 / 16, rel=0.05)
    for branch in (layer.cluster_project, layer.self_attention.project, layer.ffn[-1]):
        assert not branch.bn.weight.any()


def test_self_attention_equals_the_literal_version():
    attention = wake_up(QuerySelfAttention(CHANNELS, key_channels=4, num_heads=2)).eval()
    for norm in (attention.similarity_norm, attention.value_norm):
        torch.nn.init.normal_(norm.running_mean)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2.)
    x = torch.randn(1, CHANNELS, QUERIES)
    query, key, value = (t[0].unflatten(0, (2, -1)) for t in attention.qkv(x).split((4, 4, CHANNELS), dim=1))
    # no division by the square root of the depth: the norm of each head takes its place
    logits = torch.stack([torch.stack([torch.stack([query[h, :, i] @ key[h, :, j] for j in range(QUERIES)])
                                       for i in range(QUERIES)]) for h in range(2)])
    weights = attention.similarity_norm(logits[None])[0].softmax(dim=-1)
    retrieved = torch.cat([value[h] @ weights[h].T for h in range(2)])
    expected = attention.project(F.gelu(attention.value_norm(retrieved[None])))
    torch.testing.assert_close(attention(x), expected)


def test_sums_of_large_clusters_survive_half_precision():
    layer = wake_up(build())
    torch.nn.init.constant_(layer.pixel_value.bn.weight, 0.1)
    torch.nn.init.constant_(layer.pixel_value.bn.bias, 3)  # times 161 * 161 pixels is beyond float16
    pixels, mask_logits = torch.randn(1, CHANNELS, 161, 161), torch.randn(1, QUERIES, 161, 161)
    mask_logits[:, 1] += 100
    expected = layer._cluster_update(pixels, mask_logits)
    with torch.autocast('cpu', torch.float16):
        update = layer._cluster_update(pixels, mask_logits)
    assert update.isfinite().all()
    torch.testing.assert_close(update.float(), expected, rtol=0.01, atol=0.01 * expected.abs().max().item())


def test_norm_and_activation_are_those_of_the_config():
    norm_cfg = dict(type='BN', eps=0.1, momentum=0.3)
    predictor = MaskPredictor(CLASSES, CHANNELS, CHANNELS, norm_cfg=norm_cfg)
    layer = KMeansLayer(5, predictor, CHANNELS, num_heads=2, norm_cfg=norm_cfg, act_cfg=dict(type='SiLU'))
    activations = {type(module) for module in layer.children()} | {type(layer.self_attention.activation)}
    assert torch.nn.SiLU in activations
    assert not activations & {torch.nn.ReLU, torch.nn.GELU}
    norms = [m for m in layer.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    assert {(norm.eps, norm.momentum) for norm in norms} == {(0.1, 0.3)}
