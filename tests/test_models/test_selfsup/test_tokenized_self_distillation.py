import pytest
import torch
from mmpretrain.models import SelfSupDataPreprocessor
from mmpretrain.structures import DataSample
from test_ibot import BACKBONE, HEAD, NECK, TEACHER, crops, samples
from torch.nn import functional as F

from mmuvp.models.selfsup import MeanColorTokenizer, TokenizedSelfDistillation

MEAN, STD = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
PATCH_HEAD = dict(type='mmpretrain.BEiTV1Head', embed_dims=16, num_embed=512,
                  loss=dict(type='mmpretrain.CrossEntropyLoss'))


def build(**changes):
    torch.manual_seed(0)
    model = TokenizedSelfDistillation(**dict(dict(
        backbone=BACKBONE, neck=NECK, head=HEAD, teacher=TEACHER, patch_head=PATCH_HEAD,
        target_generator=dict(type='mmuvp.MeanColorTokenizer', patch_size=8),
        data_preprocessor=SelfSupDataPreprocessor(mean=MEAN, std=STD)), **changes))
    model.init_weights()
    return model


def test_the_tokenizer_sees_pixels_in_its_own_size_and_normalisation():
    model = build(tokenizer_size=16, tokenizer_mean=-31.875, tokenizer_std=318.75)
    grey = torch.full((2, 3, 32, 32), 255 / 2)
    normalised = (grey - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
    torch.testing.assert_close(model.tokenizer_view(normalised), torch.full((2, 3, 16, 16), 0.5))
    assert model.tokenizer_view(torch.full((1, 3, 32, 32), 9.)).max() <= 0.9 + 1e-6


def test_losses_are_those_of_class_tokens_and_of_the_hidden_patches_colours():
    model, data = build(), samples()
    model.eval()
    losses = model.loss(crops(), data)
    masks = torch.stack([sample.mask for sample in data]).transpose(0, 1).flatten(0, 1)
    images = torch.cat(crops()[:2])
    pixels = images * torch.tensor(STD)[:, None, None] + torch.tensor(MEAN)[:, None, None]
    colours = MeanColorTokenizer(patch_size=8)(pixels.clamp(0, 255) / 255).argmax(dim=1)
    tokens = model.backbone(images, masks)[0][:, 1:]
    total = sum(F.cross_entropy(model.patch_head.cls_head(token)[None], colour[None])
                for rows, hues, mask in zip(tokens, colours.flatten(1), masks.flatten(1), strict=True)
                for token, colour, hidden in zip(rows, hues, mask, strict=True) if hidden)
    torch.testing.assert_close(losses['loss_patch'], total / masks.sum())
    teacher = model.teacher.neck(model.teacher.backbone(images)[0][:, 0]).unflatten(0, (2, -1))
    student = [model.backbone(images, masks)[0], *[model.backbone(crop)[0] for crop in crops()[2:]]]
    logits = model.neck(torch.cat([x[:, 0] for x in student])).unflatten(0, (4, -1))
    torch.testing.assert_close(losses['loss_class'], model.head.class_loss(logits, teacher))


def test_the_student_and_its_heads_learn_and_nothing_else():
    model = build()
    sum(model.loss(crops(), samples()).values()).backward()
    still = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert {name.split('.')[0] for name in still} == {'teacher'}
    assert model.head.class_center.any()
    assert not model.head.patch_center.any()


def test_mixed_precision():
    model = build()
    with torch.autocast('cpu', torch.bfloat16):
        halves = model.loss(crops(), samples())
    model = build()
    for name, loss in model.loss(crops(), samples()).items():
        torch.testing.assert_close(halves[name].float(), loss, rtol=2e-2, atol=0)


def test_a_tokenizer_may_be_given_built():
    tokenizer = MeanColorTokenizer(patch_size=8)
    assert build(target_generator=tokenizer).target_generator is tokenizer


def test_masks_are_needed_and_must_hide_something():
    with_local = samples()
    for sample in with_local:
        sample.set_field(torch.ones(2, 2, 2, dtype=torch.bool), 'local_mask')
    for data in [DataSample() for _ in range(3)], samples(ratio=0.), with_local:
        with pytest.raises(ValueError, match='must have masks that hide a patch'):
            build().loss(crops(), data)
