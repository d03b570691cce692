"""SETR on images of any size, whole and by sliding windows."""
import functools

import pytest
import torch
from mmseg.structures import SegDataSample

import mmuvp
from mmuvp.apis.config import load_config

WINDOW = 64
ARCH = dict(embed_dims=16, num_layers=4, num_heads=2, feedforward_channels=32)
NAMES = {'naive': 'setr-naive_vit-large_cityscapes_80k', 'pup': 'setr-pup_vit-large_cityscapes_80k',
         'mla': 'setr-mla_vit-large_cityscapes_80k', 'beit': 'setr-pup_beit-large_cityscapes_80k'}


@functools.cache
def build(kind):
    """A narrow segmentor that looks through windows of 64 pixels, in steps of 48."""
    torch.manual_seed(0)
    cfg = load_config(NAMES[kind])
    model = cfg.model
    model.backbone.update(arch=ARCH, img_size=WINDOW, out_indices=[0, 1, 2, 3], init_cfg=None)
    model.auxiliary_head = None
    if 'neck' in model:
        model.neck.in_channels = [16] * 4
    else:
        model.decode_head.update(in_channels=16, channels=16)
    model.test_cfg.update(crop_size=(WINDOW, WINDOW), stride=(48, 48))
    model = mmuvp.get_model(cfg)
    model.init_weights()
    return model.eval()


@pytest.fixture(params=NAMES)
def segmentor(request):
    return build(request.param)


@pytest.fixture(params=['naive', 'pup', 'mla'])
def flexible(request):
    """A segmentor whose positions are resized; those of BEiT are tied to a full window."""
    return build(request.param)


def predict(model, images, mode, shape=None):
    model.test_cfg.mode = mode
    size = tuple(images.shape[-2:])
    samples = [SegDataSample(metainfo=dict(img_shape=size, ori_shape=shape or size)) for _ in images]
    with torch.no_grad():
        return torch.stack([sample.seg_logits.data for sample in model(images, samples, mode='predict')])


def test_a_window_over_all_is_the_whole_image(segmentor):
    images = torch.randn(2, 3, WINDOW, WINDOW)
    torch.testing.assert_close(predict(segmentor, images, 'slide'), predict(segmentor, images, 'whole'))


def test_pixels_that_one_window_covers_are_those_of_the_window(segmentor):
    image = torch.randn(1, 3, WINDOW, 112)  # windows at 0 and 48
    logits = predict(segmentor, image, 'slide')
    for start, seen_once in ((0, slice(0, 48)), (48, slice(64, 112))):
        window = predict(segmentor, image[..., start:start + WINDOW], 'whole')
        part = slice(seen_once.start - start, seen_once.stop - start)
        torch.testing.assert_close(logits[..., seen_once], window[..., part], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('size', [(33, 97), (16, 16), (130, 50)])
@pytest.mark.parametrize('mode', ['slide', 'whole'])
def test_any_size(flexible, size, mode):
    """Also an image smaller than the window; logits have the size of the file."""
    logits = predict(flexible, torch.randn(1, 3, *size), mode, shape=(45, 61))
    assert logits.shape == (1, 19, 45, 61)
    assert logits.isfinite().all()


def shares(targets, sources):
    """Share of each source in each target `(targets, sources)`: by the place of their centres along one side."""
    places = (torch.arange(targets) + 0.5) * sources / targets - 0.5
    distances = places.clamp(0, sources - 1)[:, None] - torch.arange(sources)
    return (1 - distances.abs()).clamp(min=0)


@pytest.mark.parametrize('grid', [(8, 6), (3, 7), (1, 4), (4, 4)])
def test_position_embeddings_follow_the_place_in_the_image(flexible, grid):
    """What the first layer gets is the patches and, bilinearly, the embeddings of their places."""
    backbone, seen = flexible.backbone, []
    extra = backbone.num_extra_tokens
    images = torch.randn(1, 3, *(16 * side for side in grid))
    tables = torch.zeros(4, 4, 16), torch.randn(4, 4, 16)
    listener = backbone.layers[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][:, extra:]))
    saved = backbone.pos_embed.detach().clone()
    with torch.no_grad():
        for table in tables:
            backbone.pos_embed[:, extra:] = table.flatten(0, 1)
            backbone(images)
        backbone.pos_embed.copy_(saved)
    listener.remove()
    rows, columns = (shares(side, 4) for side in grid)
    expected = torch.einsum('ys,xt,stc->yxc', rows, columns, tables[1])
    torch.testing.assert_close((seen[1] - seen[0]).unflatten(1, grid)[0], expected, rtol=1e-4, atol=1e-5)


def test_position_embeddings_of_weights_follow_too(flexible):
    """Weights of a square grid, with a class token, are resized to the window's as they are loaded."""
    backbone = flexible.backbone
    table = torch.randn(7, 7, 16)
    weights = {'pos_embed': torch.cat([torch.zeros(1, 1, 16), table.flatten(0, 1)[None]], dim=1)}
    saved = backbone.pos_embed.detach().clone()
    backbone.load_state_dict(weights, strict=False)
    expected = torch.einsum('ys,xt,stc->yxc', shares(4, 7), shares(4, 7), table)
    found = backbone.pos_embed.detach()[0, backbone.num_extra_tokens:].unflatten(0, (4, 4))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
    with torch.no_grad():
        backbone.pos_embed.copy_(saved)


def test_bf16_agrees(segmentor):
    images = torch.randn(1, 3, WINDOW, WINDOW)
    expected = predict(segmentor, images, 'whole')
    with torch.autocast('cpu', torch.bfloat16):
        found = predict(segmentor, images, 'whole').float()
    assert (found - expected).norm() < 0.03 * expected.norm()


def test_compiled_it_agrees(segmentor):
    images = torch.randn(1, 3, WINDOW, WINDOW)
    with torch.no_grad():
        compiled = torch.compile(segmentor._forward, backend='aot_eager')
        torch.testing.assert_close(compiled(images), segmentor._forward(images))


def test_beit_says_that_it_needs_a_full_window():
    with pytest.raises(ValueError, match=r'windows of \(64, 64\) pixels \(height, width\), not \(32, 48\)'):
        predict(build('beit'), torch.randn(1, 3, 32, 48), 'whole')
