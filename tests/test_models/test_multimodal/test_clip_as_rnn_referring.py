"""Answers to expressions, of a segmenter whose masks and scores are known."""
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmengine.runner import Runner
from referring_files import GREFS, write_coco, write_davis
from torch import nn

from mmuvp.models.multimodal import CLIPAsRNNReferring
from mmuvp.visualization import draw_referring

IMAGE = np.zeros((20, 30, 3), np.uint8)
IMAGE[:, :15] = 200
PREPROCESSOR = dict(type='mmdet.DetDataPreprocessor', bgr_to_rgb=True)


class Fake(nn.Module):
    """Finds what it was told, and remembers what it was asked."""

    def __init__(self, masks, scores):
        super().__init__()
        self.masks, self.scores, self.asked = torch.as_tensor(masks), torch.tensor(scores), []

    def forward(self, image, sentences):
        self.asked.append((image, sentences))
        return SimpleNamespace(masks=self.masks, scores=self.scores)


class Red(nn.Module):
    """Finds what is red, for every sentence."""

    def forward(self, image, sentences):
        mask = torch.from_numpy(image[..., 0] > image[..., 2]).float()
        return SimpleNamespace(masks=mask.expand(len(sentences), *mask.shape), scores=torch.ones(len(sentences)))


def boxes(*boxes, values=(1, 1, 1)):
    masks = np.zeros((len(boxes), 20, 30), np.float32)
    for mask, (top, bottom, left, right), value in zip(masks, boxes, values[:len(boxes)], strict=True):
        mask[top:bottom, left:right] = value
    return masks


def test_scores_are_the_weights_of_the_mean():
    masks = boxes((0, 10, 0, 20), (0, 10, 10, 30))
    for scores, found in (((.6, .4), masks[0]), ((.4, .6), masks[1]), ((.5, .5), masks.max(0)), ((.7, 0.), masks[0])):
        mask = CLIPAsRNNReferring(Fake(masks, scores)).refer(IMAGE, ['a', 'b'])
        assert mask.dtype == torch.bool
        np.testing.assert_array_equal(mask, found > 0)


def test_small_masks_are_joined():
    # no pixel has half of the weight, and 24 of 600 pixels are 4 %
    masks = boxes((0, 4, 0, 6), (10, 14, 0, 6), (15, 19, 20, 26))
    fake = Fake(masks, (.4, .3, .3))
    assert CLIPAsRNNReferring(fake).refer(IMAGE, ['a'] * 3).sum() == 72
    assert CLIPAsRNNReferring(fake, threshold=0.4).refer(IMAGE, ['a'] * 3).sum() == 72
    assert CLIPAsRNNReferring(fake, threshold=0.4, min_area=0.03).refer(IMAGE, ['a'] * 3).sum() == 24
    # what covers just 5 % is not enough
    masks = boxes((0, 5, 0, 6), (10, 15, 0, 6))
    assert CLIPAsRNNReferring(Fake(masks, (.6, .4))).refer(IMAGE, ['a'] * 2).sum() == 60


def test_nothing_is_found():
    mask = CLIPAsRNNReferring(Fake(boxes((0, 0, 0, 0)), (0., ))).refer(IMAGE, ['a'])
    assert not mask.any()


def test_each_sentence_competes_with_its_own_background():
    crf_asked = []

    def crf(image, masks):
        crf_asked.append(masks)
        return (masks[0] > 0.3).astype(int)

    masks = boxes((0, 10, 0, 30), (5, 20, 0, 30), (0, 0, 0, 0), values=(.4, .9, 0))
    mask = CLIPAsRNNReferring(Fake(masks, (.5, .5, 0.)), crf=crf).refer(IMAGE, ['a', 'b', 'c'])
    assert mask.all()
    assert [asked.shape for asked in crf_asked] == [(1, 20, 30)] * 2


def test_dense_crf_follows_the_edge_of_the_image():
    pytest.importorskip('pydensecrf')
    masks = np.full((1, 20, 30), 0.1, np.float32)
    masks[..., :13], masks[..., 13:15] = 0.9, 0.4
    model = CLIPAsRNNReferring(Fake(masks, (1., )), crf=dict(type='mmuvp.DenseCRF'))
    mask = model.refer(IMAGE, ['the bright half'])
    np.testing.assert_array_equal(mask, IMAGE[..., 0] > 0)


def test_padding_and_resizing():
    fake = Fake(boxes((0, 20, 0, 15)), (1., ))
    model = CLIPAsRNNReferring(fake, data_preprocessor=dict(PREPROCESSOR, pad_size_divisor=32))
    image = torch.from_numpy(IMAGE).permute(2, 0, 1).clone()
    image[2] += 7  # red is the last channel of an image that was just read
    sample = DetDataSample(metainfo=dict(img_shape=(20, 30), ori_shape=(40, 60), text=['a', 'b']))
    sample, = model.test_step(dict(inputs=[image], data_samples=[sample]))
    assert sample.pred_instances.masks.shape == (1, 40, 60)
    assert sample.pred_instances.masks[0, :, :29].all()
    assert not sample.pred_instances.masks[0, :, 31:].any()
    (asked, sentences), = fake.asked
    assert sentences == ['a', 'b']
    np.testing.assert_array_equal(asked, IMAGE + np.array([7, 0, 0], np.uint8))


def test_tensor_mode_gives_the_masks():
    model = CLIPAsRNNReferring(Fake(boxes((0, 20, 0, 15)), (1., )))
    sample = DetDataSample(metainfo=dict(text=['a']))
    mask, = model(torch.zeros(1, 3, 20, 30), [sample])
    assert mask.sum() == 300
    assert 'pred_instances' not in sample


def test_what_it_cannot_do():
    model = CLIPAsRNNReferring(Fake(boxes((0, 20, 0, 15)), (1., )))
    with pytest.raises(NotImplementedError, match='training-free'):
        model(torch.zeros(1, 3, 20, 30), mode='loss')
    with pytest.raises(ValueError, match="mode must be one of 'predict', 'tensor', not 'features'"):
        model(torch.zeros(1, 3, 20, 30), mode='features')
    with pytest.raises(ValueError, match='must not normalise'):
        CLIPAsRNNReferring(model.car, data_preprocessor=dict(PREPROCESSOR, mean=[0] * 3, std=[1] * 3))
    for samples in (None, [DetDataSample()]):
        with pytest.raises(ValueError, match='meta_keys of PackDetInputs contain text'):
            model(torch.zeros(1, 3, 20, 30), samples, mode='predict')


def run(tmp_path, dataset, evaluator, meta_keys=()):
    pipeline = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadReferredMask'), dict(
        type='mmdet.PackDetInputs',
        meta_keys=('img_path', 'ori_shape', 'img_shape', 'text', 'gt_masks', 'ref_id', *meta_keys))]
    return Runner(
        CLIPAsRNNReferring(Red()), str(tmp_path / 'work'), default_scope='mmdet', log_level='WARNING',
        experiment_name=tmp_path.name,
        test_dataloader=dict(
            batch_size=2, num_workers=0, sampler=dict(type='DefaultSampler', shuffle=False),
            dataset=dict(dataset, pipeline=pipeline, test_mode=True)),
        test_evaluator=evaluator, test_cfg=dict(),
        visualizer=dict(type='mmuvp.ReferringVisualizer', name=tmp_path.name),
        default_hooks=dict(visualization=dict(
            type='mmdet.DetVisualizationHook', draw=True, test_out_dir=str(tmp_path / 'drawn')))).test()


def test_images_under_the_runner(tmp_path):
    arguments = write_coco(tmp_path / 'data', GREFS, 'grefs(unc).json')
    evaluator = [dict(type='mmuvp.GeneralizedReferringIoU', min_pixels=1), dict(type='mmuvp.ReferringIoU')]
    scores = run(tmp_path, dict(type='mmuvp.ReferringCOCO', **arguments), evaluator)
    # all of the image is red, which fits boxes of 40 + 130 and of 24 of its 600 pixels
    assert scores['gres/gIoU'] == scores['refer/mIoU'] == pytest.approx(100 * (170 + 24) / 600 / 3)
    assert (scores['gres/N-acc'], scores['gres/T-acc']) == (0, 100)
    drawn = sorted(path.name for path in (tmp_path / 'drawn').iterdir())
    assert drawn == [f'COCO_train2014_000000000007_{number}.png' for number in range(3)]


def test_videos_under_the_runner(tmp_path):
    arguments = write_davis(tmp_path / 'data')
    scores = run(tmp_path, dict(type='mmuvp.RefDAVIS', **arguments), dict(type='mmuvp.ReferringVideoScore'),
                 ['sequence'])
    # the frames are grey: nothing is found in either object
    assert scores == {'davis/J&F': 0, 'davis/J': 0, 'davis/F': 0}


@pytest.mark.parametrize('text', ['the red box', '左の犬', 'a ' * 200])
def test_drawing(text):
    mask = np.zeros((20, 30), bool)
    mask[5:10, 5:10] = True
    picture = draw_referring(IMAGE, [text], mask, np.zeros_like(mask))
    title = picture.shape[0] - 320
    assert picture.shape == (title + 320, 3 * 480 + 8, 3)
    image, prediction, truth = (picture[title:, left:left + 480] for left in (0, 484, 968))
    np.testing.assert_array_equal(truth, image)
    changed = (prediction != image).any(axis=-1)
    assert changed[85:155, 85:155].all()
    assert not changed[170:].any()
    assert not changed[:, 170:].any()
