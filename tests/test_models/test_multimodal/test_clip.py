"""CLIP in the frame of mmengine."""
import open_clip
import pytest
import torch
from mmpretrain.structures import DataSample

from mmuvp.checkpoints import CheckpointError
from mmuvp.models.multimodal import CLIP, FrozenCLIP
from mmuvp.models.multimodal.clip_readouts import READOUTS, read_out

ARCH = dict(embed_dim=8, vision_cfg=dict(image_size=32, patch_size=8, width=16, layers=2, head_width=8),
            text_cfg=dict(width=16, layers=2, heads=2))


def build(readouts=READOUTS, **kwargs):
    torch.manual_seed(0)
    model = CLIP(arch=ARCH, readouts=readouts, **kwargs)
    with torch.no_grad():  # nothing is to be lost in what small weights make alike
        for p in model.parameters():
            p += 0.1 * torch.randn_like(p)
    return model


def batch(texts=('a red disc', 'two blue stars on grass', 'sky')):
    tokens = open_clip.tokenize(list(texts))
    torch.manual_seed(1)
    return torch.randn(len(texts), 3, 32, 32), [
        DataSample(text=torch.stack([row, tokens[0]])) for row in tokens]


def test_features_are_those_of_open_clip():
    model = build().eval()
    images, samples = batch()
    tokens = torch.stack([sample.text[0] for sample in samples])
    torch.testing.assert_close(model.encode_image(images), model.clip.encode_image(images))
    torch.testing.assert_close(model(images), model.clip.encode_image(images))
    torch.testing.assert_close(model.encode_text(tokens), model.clip.encode_text(tokens))


def test_readouts():
    model = build().eval()
    images, _ = batch()
    visual = model.clip.visual
    features = read_out(visual, images, READOUTS)
    torch.testing.assert_close(features['class_token'], model.encode_image(images))
    frozen = FrozenCLIP(arch=ARCH, round_positions=False)
    frozen.model.load_state_dict(model.clip.state_dict())
    torch.testing.assert_close(features['early_class_token'], frozen.encode_class_token(images, num_skipped=1))
    tokens = visual.transformer(visual._embeds(images))
    torch.testing.assert_close(features['patch_mean'], visual.ln_post(tokens)[:, 1:].mean(1) @ visual.proj)
    assert read_out(visual, images, ['patch_mean']).keys() == {'patch_mean'}


def test_losses_of_captions_and_prompts():
    model = build(readouts=('class_token', ))
    images, samples = batch()
    losses = model(images, samples, mode='loss')
    assert losses.keys() == {'loss_class_token', 'scale'}
    scale = model.clip.logit_scale.exp()
    terms = [model.contrastive(model.encode_image(images), model.encode_text(tokens), scale)
             for tokens in (torch.stack([sample.text[k] for sample in samples]) for k in range(2))]
    torch.testing.assert_close(losses['loss_class_token'], sum(terms) / 2)
    own = build(readouts=None)(images, samples, mode='loss')
    torch.testing.assert_close(own['loss'], losses['loss_class_token'])


def test_readouts_share_the_loss():
    images, samples = batch()
    alone = [build(readouts=(name, ))(images, samples, mode='loss')[f'loss_{name}'] for name in READOUTS]
    together = build()(images, samples, mode='loss')
    torch.testing.assert_close(sum(together[f'loss_{name}'] for name in READOUTS), sum(alone) / 3)


def test_gradients_reach_every_parameter():
    model = build()
    images, samples = batch()
    total, _ = model.parse_losses(model(images, samples, mode='loss'))
    total.backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_the_scale_is_bounded():
    model = build()
    model.clip.logit_scale.data.fill_(6.)
    images, samples = batch()
    assert model(images, samples, mode='loss')['scale'].item() == pytest.approx(100)


def test_training_finds_the_pairs():
    model = build()
    images, samples = batch()
    samples = [DataSample(text=sample.text[:1]) for sample in samples]
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(25):
        optimizer.zero_grad()
        model.parse_losses(model(images, samples, mode='loss'))[0].backward()
        optimizer.step()
    predictions = model.eval()(images, samples, mode='predict')
    embeddings = torch.stack([sample.image_embedding for sample in predictions])
    texts = torch.cat([sample.text_embeddings for sample in predictions])
    assert (embeddings @ texts.T).argmax(1).tolist() == [0, 1, 2]


def test_predictions_without_texts():
    images, _ = batch()
    predictions = build().eval()(images, [DataSample() for _ in images], mode='predict')
    assert all('text_embeddings' not in sample and sample.image_embedding.shape == (8, ) for sample in predictions)


def test_mixed_precision_agrees():
    model = build().eval()
    images, samples = batch()
    expected = model(images, samples, mode='loss')
    with torch.autocast('cpu', torch.bfloat16):
        found = model(images, samples, mode='loss')
    for name in READOUTS:
        assert found[f'loss_{name}'].dtype == torch.float32
        torch.testing.assert_close(found[f'loss_{name}'], expected[f'loss_{name}'], rtol=0.05, atol=0.02)


def test_a_checkpoint_goes_to_car_and_to_open_clip(tmp_path):
    model = build().eval()
    images, _ = batch()
    torch.save(dict(state_dict=model.state_dict(), meta=dict(epoch=1)), tmp_path / 'epoch_1.pth')
    expected = model.encode_image(images)
    frozen = FrozenCLIP(arch=ARCH, checkpoint=tmp_path / 'epoch_1.pth', round_positions=False)
    torch.testing.assert_close(frozen.encode_class_token(images, num_skipped=0), expected)
    again = CLIP(arch=ARCH, checkpoint=tmp_path / 'epoch_1.pth').eval()
    torch.testing.assert_close(again.encode_image(images), expected)


def test_a_checkpoint_of_another_clip(tmp_path):
    torch.save(build().state_dict(), tmp_path / 'small.pth')
    wide = dict(ARCH, vision_cfg=dict(ARCH['vision_cfg'], width=32))
    with pytest.raises(CheckpointError, match=r'small.pth is of another model:\n.*class_embedding has shape') as e:
        CLIP(arch=wide, checkpoint=tmp_path / 'small.pth')
    assert len(str(e.value).splitlines()) < 12
    with pytest.raises(CheckpointError, match='none.pth does not exist'):
        CLIP(arch=ARCH, checkpoint=tmp_path / 'none.pth')


def test_bad_arguments():
    with pytest.raises(ValueError, match="a readout must be one of 'class_token'"):
        build(readouts=('token', ))
    with pytest.raises(ValueError, match='there must be a readout'):
        build(readouts=())
    with pytest.raises(ValueError, match='before the last block there must be another one'):
        CLIP(arch=dict(ARCH, vision_cfg=dict(ARCH['vision_cfg'], layers=1)), readouts=READOUTS)


def test_bad_inputs():
    model = build()
    images, samples = batch()
    with pytest.raises(ValueError, match='a sample has no `text`: let mmuvp.TokenizeCaption be in the pipeline'):
        model(images, [DataSample() for _ in images], mode='loss')
    samples[1] = DataSample(text=samples[1].text[:1])
    with pytest.raises(ValueError, match='all samples of a batch must have as many texts'):
        model(images, samples, mode='loss')
    with pytest.raises(ValueError, match="mode must be one of loss, tensor, predict, not 'train'"):
        model(images, samples, mode='train')
