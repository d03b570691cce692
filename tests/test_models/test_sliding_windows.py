"""Sliding windows, scales and flips of tests, on segmentors of which the answer is known."""
from itertools import product

import pytest
import torch
from mmengine.config import ConfigDict
from mmseg.registry import MODELS
from mmseg.structures import SegDataSample
from torch import nn

import mmuvp  # noqa: F401  (adapts the stock packages)

CLASSES, WINDOW, STRIDE = 3, 16, 10
SMALLER = [(9, 40), (5, 7)]
SIZES = [(16, 16), (37, 53), (17, 16), *SMALLER]


class Convolution(nn.Module):
    """A part of a backbone: from images to a tuple of one map."""

    def __init__(self, channels, kernel):
        super().__init__()
        self.conv = nn.Conv2d(channels, CLASSES, kernel, padding=kernel // 2, bias=False)

    def forward(self, images):
        return (self.conv(images).tanh(), )


def segmentor(kernel):
    """A segmentor of two convolutions; what it says of a pixel depends on the `2 * kernel - 1` pixels around it."""
    torch.manual_seed(0)
    head = dict(type='FCNHead', in_channels=CLASSES, channels=CLASSES, num_convs=0, concat_input=False,
                num_classes=CLASSES, norm_cfg=None, dropout_ratio=0, loss_decode=dict(type='CrossEntropyLoss'))
    parts = dict(stem=Convolution(3, kernel), transformer=Convolution(CLASSES, kernel))
    model = MODELS.build(ConfigDict(
        type='EncoderDecoder', backbone=dict(type='mmuvp.HybridViT', **parts), decode_head=head, train_cfg=dict(),
        test_cfg=dict(mode='slide', crop_size=(WINDOW, WINDOW), stride=(STRIDE, STRIDE)),
        _scope_='mmseg')).eval()
    nn.init.normal_(model.decode_head.conv_seg.weight)
    nn.init.zeros_(model.decode_head.conv_seg.bias)
    return model


@torch.no_grad()
def predict(model, images, mode='slide'):
    model.test_cfg.mode = mode
    return model.inference(images, [dict(ori_shape=images.shape[2:], img_shape=images.shape[2:])])


def windows(length):
    """Slices of windows that cover a length: in even steps, but for the last one, which ends where it ends."""
    starts = [0]
    while starts[-1] + WINDOW < length:
        starts.append(min(starts[-1] + STRIDE, length - WINDOW))
    return [slice(start, start + WINDOW) for start in starts]


@pytest.mark.parametrize('size', SIZES)
def test_pixel_by_pixel_windows_change_nothing(size):
    model, images = segmentor(kernel=1), torch.randn(2, 3, *size)
    torch.testing.assert_close(predict(model, images), predict(model, images, 'whole'), rtol=0, atol=1e-5)


@pytest.mark.parametrize('size', SMALLER)
def test_a_window_larger_than_the_image_is_the_image(size):
    """Along the shorter side: along the longer one there are several."""
    model, image = segmentor(kernel=3), torch.randn(1, 3, *(min(side, WINDOW) for side in size))
    torch.testing.assert_close(predict(model, image), predict(model, image, 'whole'), rtol=0, atol=1e-5)


@pytest.mark.parametrize('size', SIZES)
def test_logits_are_the_mean_of_the_windows(size):
    model, image = segmentor(kernel=3), torch.randn(1, 3, *size)
    total, count = torch.zeros(1, CLASSES, *size), torch.zeros(size)
    for rows, columns in product(*map(windows, size)):
        total[..., rows, columns] += predict(model, image[..., rows, columns], 'whole')
        count[rows, columns] += 1
    torch.testing.assert_close(predict(model, image), total / count, rtol=0, atol=1e-5)


def test_far_from_borders_of_windows_the_logits_are_those_of_the_whole_image():
    """Windows of 0 to 15 and 10 to 25 add zeros next to their borders, which are seen from two pixels."""
    model, image = segmentor(kernel=3), torch.randn(1, 3, WINDOW, WINDOW + STRIDE)
    error = (predict(model, image) - predict(model, image, 'whole')).abs().amax((0, 1, 2))
    assert error.gt(1e-5).nonzero().flatten().tolist() == [10, 11, 14, 15]


def test_scales_and_flips_are_undone():
    """An image of doubled pixels and a mirror image say of each pixel what the image says."""
    size = (24, 20)
    model = segmentor(kernel=1)
    image = torch.randn(3, *size)
    doubled = image.repeat_interleave(2, dim=1).repeat_interleave(2, dim=2)
    views = [(image, False), (image.flip(-1), True), (doubled, False), (doubled.flip(-1), True)]
    samples = [SegDataSample(metainfo=dict(ori_shape=size, img_shape=tuple(view.shape[1:]), img_path='a.jpg', flip=flip,
                                           flip_direction='horizontal' if flip else None)) for view, flip in views]
    model.data_preprocessor = MODELS.build(dict(type='SegDataPreProcessor', _scope_='mmseg'))
    merged = MODELS.build(dict(type='SegTTAModel', module=model, _scope_='mmseg')).test_step(
        dict(inputs=[[view] for view, _ in views], data_samples=[[sample] for sample in samples]))
    expected = predict(model, image[None])[0].argmax(dim=0, keepdim=True)
    assert torch.equal(merged[0].pred_sem_seg.data.reshape(expected.shape), expected)
    assert expected.unique().numel() == CLASSES
