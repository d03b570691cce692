"""Images and texts in one space."""
import pytest
import torch
import torch.nn.functional as F
from mmpretrain.structures import DataSample
from torch import nn

from mmuvp.models.losses import ImageTextContrastiveLoss, MultiLabelContrastiveLoss
from mmuvp.models.multimodal import CLIPTextEncoder, ImageTextContrastive

GROUP_VIT = dict(
    type='mmuvp.GroupViT', img_size=32, patch_size=8, out_type='segments',
    arch=dict(channels=16, num_heads=2, num_blocks=(1, 1), num_groups=(4, ), num_segments=(4, )))
TEXT = dict(type='mmuvp.CLIPTextEncoder', channels=16, num_layers=1, num_heads=2, context_length=6, vocab_size=50)
PROJECTOR = dict(
    type='mmpretrain.NonLinearNeck', in_channels=16, hid_channels=24, out_channels=12, with_bias=True,
    with_last_bn=False, with_last_bias=True, with_avg_pool=False, norm_cfg=dict(type='BN1d'))


def build(**settings):
    torch.manual_seed(0)
    model = ImageTextContrastive(**dict(dict(
        backbone=GROUP_VIT, text_encoder=TEXT, image_projector=PROJECTOR, text_projector=PROJECTOR,
        multi_label_loss=dict(type='mmuvp.MultiLabelContrastiveLoss')), **settings))
    model.init_weights()
    return model


def batch(images=3, prompts=2):
    generator = torch.Generator().manual_seed(1)
    texts = torch.randint(1, 48, (images, 1 + prompts, 6), generator=generator)
    texts[..., 4], texts[..., 5] = 49, 0
    return torch.randn(images, 3, 32, 32, generator=generator), [DataSample(text=text) for text in texts]


def test_losses_are_those_of_the_embeddings():
    model, (images, samples) = build().eval(), batch()
    tokens = torch.stack([sample.text for sample in samples])
    image, captions = model.encode_image(images), model.encode_text(tokens[:, 0])
    prompts = model.encode_text(tokens[:, 1:].flatten(0, 1)).unflatten(0, (3, 2))
    losses = model(images, samples, mode='loss')
    scale = torch.tensor(1 / 0.07)
    torch.testing.assert_close(losses['loss_contrastive'], ImageTextContrastiveLoss()(image, captions, scale))
    torch.testing.assert_close(losses['loss_multi_label'], MultiLabelContrastiveLoss()(image, prompts, scale))


def test_captions_and_prompts_share_the_statistics_of_the_projector():
    model, (images, samples) = build(), batch()
    model(images, samples, mode='loss')
    features = model.text_encoder(torch.cat([sample.text for sample in samples]))
    hidden = model.text_projector.fc0(features)
    torch.testing.assert_close(model.text_projector.bn0.running_mean, 0.1 * hidden.mean(0), rtol=1e-4, atol=1e-6)


def test_segments_and_images_have_one_projector():
    model, (images, _) = build().eval(), batch()
    segments = model.backbone(images)[-1]
    projected = model.project_image(segments)
    assert projected.shape == (3, 4, 12)
    torch.testing.assert_close(projected[1, 2], model.project_image(segments[1:2, 2])[0])
    torch.testing.assert_close(model(images), model.project_image(segments.mean(dim=1)))


def test_gradients_reach_every_parameter():
    model, (images, samples) = build(), batch()
    model.parse_losses(model(images, samples, mode='loss'))[0].backward()
    still = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert still == []


def test_temperatures_are_bounded_and_apart():
    model, (images, samples) = build(max_scale=20.), batch()
    model.logit_scale.data.fill_(9.)
    assert model.scale == 20
    model.parse_losses(model(images, samples, mode='loss'))[0].backward()
    assert not model.logit_scale.grad.any()
    assert model.multi_label_logit_scale.grad.any()
    assert build(multi_label_loss=None).multi_label_logit_scale is None


def test_predictions():
    model, (images, samples) = build().eval(), batch()
    found = model(images, samples, mode='predict')
    torch.testing.assert_close(torch.stack([s.image_embedding for s in found]), F.normalize(model(images), dim=1))
    assert found[0].text_embeddings.shape == (3, 12)
    alone = model(images, [DataSample() for _ in images], mode='predict')
    assert 'text_embeddings' not in alone[0]


def test_half_precision_agrees():
    soft = dict(GROUP_VIT, hard_assignment=False)
    model, (images, samples) = build(backbone=soft).eval(), batch()
    exact = model(images, samples, mode='loss')
    with torch.autocast('cpu', torch.bfloat16):
        rounded = model(images, samples, mode='loss')
    for name, loss in exact.items():
        assert rounded[name].dtype == torch.float32
        torch.testing.assert_close(rounded[name], loss, rtol=0.05, atol=0.02)


def test_state_survives(tmp_path):
    model, other = build().eval(), build().eval()
    nn.init.normal_(model.logit_scale)
    torch.save(model.state_dict(), tmp_path / 'weights.pth')
    other.load_state_dict(torch.load(tmp_path / 'weights.pth', weights_only=True))
    torch.testing.assert_close(other(batch()[0]), model(batch()[0]))


def test_bad_input():
    model, (images, samples) = build(), batch()
    with pytest.raises(ValueError, match='mode must be one of loss, tensor, predict'):
        model(images, samples, mode='train')
    with pytest.raises(ValueError, match='a sample has no `text`'):
        model(images, [DataSample() for _ in images], mode='loss')
    with pytest.raises(ValueError, match='needs prompts of nouns besides the caption'):
        model(images, batch(prompts=0)[1], mode='loss')
    with pytest.raises(ValueError, match='temperature must be positive'):
        build(temperature=0.)


def test_text_encoder_refuses_what_is_no_text():
    encoder = CLIPTextEncoder(channels=16, num_layers=1, num_heads=2, context_length=6, vocab_size=50)
    for tokens in (torch.ones(2, 7, dtype=torch.long), torch.ones(6, dtype=torch.long), torch.ones(2, 6)):
        with pytest.raises(ValueError, match=r'tokens must be integers \(N, 6\)'):
            encoder(tokens)
    with pytest.raises(ValueError, match='head'):
        CLIPTextEncoder(channels=16, num_heads=3)
