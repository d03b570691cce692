"""ViPPanopticHead: things from parts, stuff from the whole."""
import pytest
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData

from mmuvp.models.heads import ViPPanopticHead
from mmuvp.models.layers.resize import nearest_resize

THINGS, STUFF, VOID = 3, 2, 255
WIDTHS, PARTS = (4, 8, 16, 32), 6
UPSAMPLERS = {
    'map': dict(type='mmuvp.MapUpsampler', channels=8, num_upsamples=(3, ), norm_cfg=dict(type='GN', num_groups=2)),
    'fpn': dict(type='mmuvp.MapUpsampler', channels=8, fpn=dict(type='mmdet.FPN', out_channels=8, num_outs=4),
                norm_cfg=dict(type='GN', num_groups=2)),
}


def make_sample(size, num_things=2):
    height, width = size
    masks = torch.zeros(num_things, height, width, dtype=torch.uint8)
    for i in range(num_things):
        masks[i, 4 + 20 * i:20 + 20 * i, 8:30] = 1
    labels = torch.arange(num_things) % THINGS
    semantic = torch.full((1, height, width), THINGS)
    semantic[:, height // 2:] = THINGS + 1
    semantic[:, :, -6:] = VOID
    for label, mask in zip(labels, masks.bool(), strict=True):
        semantic[0, mask] = label
    sample = DetDataSample(metainfo=dict(img_shape=size, ori_shape=size, batch_input_shape=size))
    sample.gt_instances = InstanceData(labels=labels, masks=BitmapMasks(masks.numpy(), height, width))
    sample.gt_sem_seg = PixelData(sem_seg=semantic)
    return sample


def make_feats(size, kind='map', requires_grad=False):
    generator = torch.Generator().manual_seed(0)
    feats = [torch.randn(2, width, *(-(-length // 2 ** (i + 2)) for length in size), generator=generator)
             for i, width in enumerate(WIDTHS)]
    feats.append(torch.randn(2, PARTS, WIDTHS[-1], generator=generator))
    feats = feats if kind == 'fpn' else feats[-2:]
    return [feat.requires_grad_(requires_grad) for feat in feats]


def make_head(kind='map'):
    torch.manual_seed(0)
    widths = WIDTHS if kind == 'fpn' else WIDTHS[-1:]
    return ViPPanopticHead(widths, WIDTHS[-1], THINGS, STUFF, UPSAMPLERS[kind])


@pytest.mark.parametrize('kind', UPSAMPLERS)
@pytest.mark.parametrize('size', [(64, 96), (65, 97), (70, 45)])
def test_shapes_and_gradients(kind, size):
    head, feats = make_head(kind), make_feats(size, kind, requires_grad=True)
    classes, masks, stuff = head(feats)
    height, width = (-(-length // 4) if kind == 'fpn' else 8 * -(-length // 32) for length in size)
    assert classes.shape == (2, PARTS, THINGS + 1)
    assert masks.shape == (2, PARTS, height, width)
    assert stuff.shape == (2, STUFF + 1, height, width)

    losses = head.loss(feats, [make_sample(size), make_sample(size, 0)])
    assert set(losses) == {'loss_cls', 'loss_mask', 'loss_dice', 'loss_stuff'}
    sum(losses.values()).backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in head.parameters())
    assert all(feat.grad.abs().sum() > 0 for feat in feats)


def test_parts_of_several_encoders_learn_alike():
    size = (64, 96)
    head, (*maps, parts) = make_head(), make_feats(size)
    samples = [make_sample(size), make_sample(size, 1)]
    layers = torch.stack([torch.randn_like(parts), parts])
    for ours, alone in zip(head([*maps, layers]), head([*maps, parts]), strict=True):
        torch.testing.assert_close(ours, alone)
    losses, final, first = (head.loss([*maps, given], samples) for given in (layers, parts, layers[0]))
    del first['loss_stuff']
    torch.testing.assert_close(losses, final | {f'd0.{name}': loss for name, loss in first.items()})


def test_classes_of_pixels_of_things():
    size = (64, 96)
    torch.manual_seed(0)
    head, feats = ViPPanopticHead(WIDTHS[-1:], WIDTHS[-1], THINGS, STUFF, UPSAMPLERS['map'],
                                  classify_things=True), make_feats(size)
    *_, pixels = head.predict_layers(feats)
    assert pixels.shape[1] == STUFF + THINGS
    summed = head(feats)[2]
    assert summed.shape[1] == STUFF + 1
    torch.testing.assert_close(summed.softmax(1)[:, -1], pixels.softmax(1)[:, STUFF:].sum(dim=1))

    sample = make_sample(size)
    semantic = nearest_resize(sample.gt_sem_seg.sem_seg, pixels.shape[-2:])
    targets = torch.where(semantic == VOID, VOID, (semantic - THINGS) % (THINGS + STUFF))
    expected = torch.nn.functional.cross_entropy(pixels[:1], targets, ignore_index=VOID)
    found = head.loss([feat[:1] for feat in feats], [sample])['loss_stuff']
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize('kind', UPSAMPLERS)
def test_the_network_is_one_graph(kind):
    head, feats = make_head(kind).eval(), make_feats((65, 97), kind)
    with torch.no_grad():
        compiled = torch.compile(head, fullgraph=True, backend='aot_eager')(feats)
        for ours, theirs in zip(compiled, head(feats), strict=True):
            torch.testing.assert_close(ours, theirs)


def test_images_without_things():
    size = (64, 96)
    head, feats = make_head(), make_feats(size)
    losses = head.loss(feats, [make_sample(size, 0)] * 2)
    assert losses['loss_mask'] == losses['loss_dice'] == 0
    expected = -2 * head(feats)[0].log_softmax(dim=-1)[..., -1].mean()
    torch.testing.assert_close(losses['loss_cls'], expected)
    sum(losses.values()).backward()
    assert all(parameter.grad is not None for parameter in head.parameters())


def test_perfect_predictions_cost_nothing(monkeypatch):
    size = (64, 64)
    head = make_head()
    samples = [make_sample(size), make_sample(size, 1)]
    classes = torch.full((2, PARTS, THINGS + 1), -30.)
    classes[..., -1] = 30.
    masks = torch.full((2, PARTS, *size), -30.)
    stuff = torch.full((2, STUFF + 1, *size), -30.)
    for i, (sample, order) in enumerate(zip(samples, ([5, 2], [3]), strict=True)):
        labels = sample.gt_instances.labels
        classes[i, order, -1] = -30.
        classes[i, order, labels] = 30.
        masks[i, order] = torch.where(torch.as_tensor(sample.gt_instances.masks.masks).bool(), 30., -30.)
        semantic = sample.gt_sem_seg.sem_seg[0]
        for label in range(STUFF):
            stuff[i, label][semantic == THINGS + label] = 30.
        stuff[i, STUFF][semantic < THINGS] = 30.
    monkeypatch.setattr(head, 'predict_layers', lambda feats: (classes[None], masks[None], stuff))
    losses = head.loss([], samples)
    assert all(loss < 1e-4 for loss in losses.values()), losses
    monkeypatch.setattr(head, 'predict_layers', lambda feats: (classes[None], masks[None], stuff.flip(1)))
    assert head.loss([], samples)['loss_stuff'] > 1


def test_void_pixels_do_not_count_as_stuff():
    size = (64, 64)
    head, feats = make_head(), make_feats(size)
    feats = [feat[:1] for feat in feats]
    everything_void = make_sample(size, 0)
    everything_void.gt_sem_seg.sem_seg[:] = VOID
    assert head.loss(feats, [everything_void])['loss_stuff'] == 0


def test_things_too_small_for_the_map_are_left_out():
    size = (64, 64)
    sample = make_sample(size, 1)
    sample.gt_instances.masks.masks[:] = 0
    sample.gt_instances.masks.masks[0, 1, 1] = 1
    head, feats = make_head(), make_feats(size)
    losses = head.loss([feat[:1] for feat in feats], [sample])
    assert losses['loss_mask'] == 0


def test_losses_are_those_of_float32_under_autocast():
    size = (64, 96)
    head, feats = make_head(), make_feats(size)
    samples = [make_sample(size), make_sample(size)]
    full = head.loss(feats, samples)
    with torch.autocast('cpu', torch.bfloat16):
        low = head.loss(feats, samples)
    for name, loss in low.items():
        assert loss.dtype == torch.float32
        torch.testing.assert_close(loss, full[name], rtol=0.05, atol=0.05)


def test_a_label_of_another_data_set_is_refused():
    size = (64, 64)
    sample = make_sample(size)
    sample.gt_instances.labels += THINGS
    with pytest.raises(ValueError, match='for another data set'):
        make_head().loss(make_feats(size), [sample, sample])


def test_divergence_is_told():
    size = (64, 64)
    *maps, parts = make_feats(size)
    with pytest.raises(FloatingPointError, match='diverged'):
        make_head().loss([*maps, parts * float('nan')], [make_sample(size)] * 2)
