import copy
import math

import pytest
import torch
from mmpretrain.structures import DataSample
from torch import nn

from mmuvp.engine.hooks import SelfDistillationHook
from mmuvp.models.selfsup import IBOT

BACKBONE = dict(type='mmuvp.IBOTVisionTransformer', img_size=32, patch_size=8, out_type='raw', with_mask_token=True,
                arch=dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=32))
SWIN = dict(type='mmuvp.MaskedSwinTransformer', img_size=128, window_size=4, out_type='raw', with_mask_token=True,
            arch=dict(embed_dims=4, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2]))
NECK = dict(type='mmuvp.IBOTProjector', in_channels=16, out_channels=24, hidden_channels=20, bottleneck_channels=8)
TEMPERATURE = dict(start=0.05, end=0.05)
HEAD = dict(type='mmuvp.SelfDistillationLoss', num_classes=24, class_temperature=TEMPERATURE,
            patch_temperature=TEMPERATURE)
TEACHER = dict(backbone=dict(with_mask_token=False))


def build(neck=(), **changes):
    torch.manual_seed(0)
    model = IBOT(**dict(dict(backbone=BACKBONE, neck=dict(NECK, **dict(neck)), head=HEAD, teacher=TEACHER), **changes))
    model.init_weights()
    return model


def crops(images=3, num_local=2, side=32):
    generator = torch.Generator().manual_seed(1)
    sides = [side, side, *[side // 2] * num_local]
    return [torch.randn(images, 3, size, size, generator=generator) for size in sides]


def samples(images=3, grid=4, ratio=0.4, seed=2):
    generator = torch.Generator().manual_seed(seed)
    return [DataSample().set_mask(torch.rand(2, grid, grid, generator=generator) < ratio) for _ in range(images)]


def dense_losses(model, inputs, data_samples):
    """Losses and centres with the logits of all patches, as the published code has them."""
    masks = torch.stack([sample.mask for sample in data_samples]).transpose(0, 1).flatten(0, 1)
    images, neck, head = torch.cat(inputs[:2]), model.neck, model.head
    student = model.backbone(images, masks)[0]
    teacher = model.teacher.backbone(images)[0]
    locals_ = [model.backbone(crop)[0] for crop in inputs[2:]]
    student_class = torch.cat([neck(x[:, 0]) for x in (student, *locals_)]).unflatten(0, (len(inputs), -1))
    teacher_class = model.teacher.neck(teacher[:, 0])
    patches = neck(student[:, 1:].flatten(0, 1), patches=True).unflatten(0, masks.flatten(1).shape)
    targets = model.teacher.neck(teacher[:, 1:].flatten(0, 1), patches=True).unflatten(0, masks.flatten(1).shape)
    flat = masks.flatten(1)
    losses = [head.class_loss(student_class, teacher_class.unflatten(0, (2, -1))),
              head.patch_loss(patches[flat], targets[flat], flat)]
    return losses, 0.1 * teacher_class.mean(0), 0.1 * targets.mean((0, 1))


@pytest.mark.parametrize('shared', [0, 2, 3, 4])
def test_hidden_patches_alone_give_the_losses_and_centers_of_all(shared):
    model = build(dict(shared_layers=shared))
    model.update_teacher(0.5)
    expected, class_center, patch_center = dense_losses(model, crops(), samples())
    losses = model.loss(crops(), samples())
    torch.testing.assert_close(list(losses.values()), expected)
    torch.testing.assert_close(model.head.class_center, class_center)
    torch.testing.assert_close(model.head.patch_center, patch_center)


@pytest.mark.parametrize('shared', [0, 2, 3, 4])
def test_the_student_learns_and_the_teacher_does_not(shared):
    model = build(dict(shared_layers=shared))
    sum(model.loss(crops(), samples()).values()).backward()
    still = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert {name.split('.')[0] for name in still} == {'teacher'}


def test_masks_of_local_crops_count_as_those_of_global_ones():
    model, both = build(), samples()
    model.update_teacher(0.5)
    drawn = torch.rand(3, 2, 2, 2, generator=torch.Generator().manual_seed(4)) < 0.6
    for sample, local in zip(both, drawn, strict=True):
        sample.set_field(local, 'local_mask')
    (class_loss, global_loss), _, _ = dense_losses(model, crops(), samples())
    masks = drawn.transpose(0, 1).flatten(0, 1)
    images = torch.cat(crops()[2:])
    student, teacher = model.backbone(images, masks)[0], model.teacher.backbone(images)[0]
    flat = masks.flatten(1)
    local_loss = model.head.patch_loss(model.neck(student[:, 1:][flat]), model.teacher.neck(teacher[:, 1:][flat]), flat)
    large = torch.cat(crops()[:2])
    patches = torch.cat([model.teacher.backbone(x)[0][:, 1:].flatten(0, 1) for x in (large, images)])
    center = 0.1 * model.teacher.neck(patches, patches=True).mean(0)
    losses = model.loss(crops(), both)
    torch.testing.assert_close(losses['loss_patch'], (global_loss + local_loss) / 2)
    torch.testing.assert_close(model.head.patch_center, center)
    assert losses['loss_class'] != class_loss, 'class tokens of local crops see what is left of them'


def test_masks_of_local_crops_that_do_not_fit():
    mask = torch.ones(2, 2, 2, dtype=torch.bool)
    alone = [DataSample() for _ in range(3)]
    for sample in alone:
        sample.set_field(mask, 'local_mask')
    with pytest.raises(ValueError, match='where local crops have masks, global ones must have some, too'):
        build().loss(crops(), alone)
    both = samples()
    for sample in both:
        sample.set_field(torch.ones(2, 3, 3, dtype=torch.bool), 'local_mask')
    with pytest.raises(ValueError, match=r'masks of \(3, 3\) patches are not those of the 4 patches of a local crop'):
        build().loss(crops(), both)


def test_only_hidden_patches_get_logits():
    model, counts = build(), []
    model.neck.last_layer.register_forward_hook(lambda module, inputs, output: counts.append(len(output)))
    model.loss(crops(), samples())
    hidden = sum(int(sample.mask.sum()) for sample in samples())
    assert counts == [4 * 3, hidden]


@pytest.mark.parametrize('ratio', [0., 1.])
def test_no_patch_and_all_patches_hidden(ratio):
    model = build()
    losses = model.loss(crops(), samples(ratio=ratio))
    sum(losses.values()).backward()
    assert all(value.isfinite() for value in losses.values())
    assert (losses['loss_patch'] == 0) == (ratio == 0)
    grads = [p.grad for p in model.parameters() if p.requires_grad]
    assert all(grad is not None and grad.isfinite().all() for grad in grads), 'distributed training waits for them all'


def test_without_masks_it_is_self_distillation_of_class_tokens():
    model = build(backbone=dict(BACKBONE, with_mask_token=False), teacher=None)
    losses = model.loss(crops(), [DataSample() for _ in range(3)])
    assert set(losses) == {'loss_class'}
    assert not model.head.patch_center.any()


def test_a_mask_of_the_first_crop_alone():
    model = build()
    both = samples()
    for sample in both:
        sample.mask[1] = False
    first = [DataSample().set_mask(sample.mask[:1]) for sample in both]
    model.eval()
    torch.testing.assert_close(model.loss(crops(), first), model.loss(crops(), both))


def test_one_image():
    losses = build().loss(crops(1), samples(1))
    assert all(value.isfinite() for value in losses.values())


def test_swin():
    model = build(dict(in_channels=32), backbone=SWIN)
    losses = model.loss(crops(side=128), samples())
    sum(losses.values()).backward()
    assert [name for name, p in model.named_parameters() if p.requires_grad and p.grad is None] == []


def test_images_of_one_channel():
    model = build(backbone=dict(BACKBONE, in_channels=1))
    grey = [crop[:, :1] for crop in crops()]
    assert all(value.isfinite() for value in model.loss(grey, samples()).values())
    with pytest.raises(ValueError, match=r'images must be \(B, 3, H, W\)'):
        build().loss(grey, samples())


@pytest.mark.parametrize(('inputs', 'data_samples', 'message'), [
    (crops()[:1], samples(), 'iBOT needs 2 global crops of each image, and two crops at least, not 1'),
    (crops()[0], samples(), 'two crops at least, not 1'),
    (crops()[1:], samples(), 'crops of a kind must have one size'),
    (crops(), [*samples()[:2], DataSample()], '2 of 3 samples have masks: it must be all or none'),
    (crops(), [DataSample().set_mask(torch.ones(4, 4, dtype=torch.bool))] * 3,
     r'masks of a sample must be \(2, h, w\)'),
    (crops(), samples(grid=5), r'masks of \(5, 5\) patches are not those of the 16 patches')],
    ids=['one', 'tensor', 'sizes', 'some', 'flat', 'grid'])
def test_batches_that_do_not_fit(inputs, data_samples, message):
    with pytest.raises(ValueError, match=message):
        build().loss(inputs, data_samples)


def test_a_teacher_that_shares_more_follows_the_class_tokens():
    model = build(dict(shared_layers=0), teacher=dict(TEACHER, neck=dict(shared_layers=4)))
    assert model.teacher.neck.patch_last_layer is None
    assert torch.equal(model.teacher.neck.last_layer.weight_v, model.neck.last_layer.weight_v)
    assert set(model.loss(crops(), samples())) == {'loss_class', 'loss_patch'}
    with pytest.raises(ValueError, match='cannot follow the student in neck.patch_layers.0'):
        build(teacher=dict(TEACHER, neck=dict(shared_layers=0)))


def test_the_teacher_is_a_running_mean():
    model = build()
    before = copy.deepcopy(model.teacher.state_dict())
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in before.items())
    with torch.no_grad():
        for p in model.backbone.parameters():
            p.add_(1)
    model.update_teacher(0.75)
    for name, value in model.teacher.state_dict().items():
        shift = 0.25 if name.startswith('backbone.') else 0.
        torch.testing.assert_close(value, before[name] + shift)


def test_momentum_rises_by_half_a_cosine():
    hook = SelfDistillationHook(momentum=0.9, end_momentum=1.)
    assert [hook.momentum_at(x) for x in (0, 0.5, 1)] == pytest.approx([0.9, 0.95, 1.])
    assert hook.momentum_at(1 / 3) == pytest.approx(1 - 0.1 * (math.cos(math.pi / 3) + 1) / 2)


def test_features_are_those_of_the_teacher():
    model = build()
    with torch.no_grad():
        model.backbone.cls_token.add_(1)
    image = crops()[0]
    assert torch.equal(model(image, mode='tensor')[0], model.teacher.backbone(image)[0])


def test_weights_of_a_file_are_not_replaced(tmp_path):
    source = build()
    with torch.no_grad():
        source.backbone.cls_token.add_(1)
    torch.save(dict(state_dict=source.state_dict()), tmp_path / 'x.pth')
    model = build(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'x.pth')))
    assert all(torch.equal(value, source.state_dict()[name]) for name, value in model.state_dict().items())


def test_mixed_precision_and_one_graph():
    model = build()
    model.eval()
    plain = model.loss(crops(), samples())
    with torch.autocast('cpu', torch.bfloat16):
        half = model.loss(crops(), samples())
    for name, value in half.items():
        assert value.dtype == torch.float32
        assert abs(value - plain[name]) < 0.05 * plain[name]
    torch.compiler.reset()
    compiled = torch.compile(model.neck, fullgraph=True, backend='aot_eager')
    tokens = torch.randn(5, 16)
    torch.testing.assert_close(compiled(tokens), model.neck(tokens))


def test_heads():
    with pytest.raises(ValueError, match='shared_layers must be from 0 to 4, not 5'):
        build(dict(shared_layers=5))
    with pytest.raises(ValueError, match='cannot have 24 classes and 30'):
        build(dict(patch_out_channels=30))
    model = build(dict(norm_cfg=dict(type='BN1d')))
    assert len([m for m in model.neck.modules() if isinstance(m, nn.BatchNorm1d)]) == 1
    assert not build(dict(fixed_length=True)).neck.last_layer.weight_g.requires_grad
    lengths = (model.neck.last_layer.weight_g.squeeze(1) - 1).abs().max()
    assert lengths == 0
