"""Jaccard index and box IoU of attention on hand-made maps and made-up files."""
import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator
from mmpretrain.structures import DataSample
from PIL import Image

from mmuvp.evaluation import AttentionBoxIoU, AttentionJaccard
from mmuvp.evaluation.attention_box_iou import tight_boxes

# 96 % of it are in the middle column of 3, at cells of 4 x 4 pixels
ATTENTION = torch.tensor([[1., 48., 1.], [1., 48., 1.]])


def make(attention=ATTENTION, **meta):
    sample = DataSample(metainfo=meta)
    sample.set_field(attention, 'pred_attention')
    return sample


def evaluate(metric, samples):
    evaluator = Evaluator(metric)
    evaluator.process(samples)
    return evaluator.evaluate(len(samples))


@pytest.fixture
def write(tmp_path):
    def write(labels, name='map.png'):
        picture = Image.fromarray(np.asarray(labels, np.uint8), mode='P')
        picture.putpalette([255 - i // 3 for i in range(768)])  # labels are places in a palette
        picture.save(tmp_path / name)
        return str(tmp_path / name)

    return write


def labels_with(columns, value, size=(8, 12)):
    labels = np.zeros(size, int)
    labels[:, columns] = value
    return labels


@pytest.mark.parametrize(('columns', 'value', 'expected'), [
    (slice(4, 8), 15, 100), (slice(0, 8), 1, 50), (slice(6, 10), 20, 100 / 3), (slice(8, 12), 7, 0)])
def test_jaccard_of_a_hand_made_map(write, columns, value, expected):
    metric = dict(type='mmuvp.AttentionJaccard', foreground=range(1, 21))
    sample = make(seg_map_path=write(labels_with(columns, value)))
    assert evaluate(metric, [sample]) == pytest.approx({'attention/jaccard': expected})


def test_jaccard_agrees_with_the_literal_one(write):
    generator = np.random.default_rng(0)
    samples, expected = [], []
    for place in range(3):
        labels, attention = generator.choice([0, 1, 2, 255], (9, 13)), torch.rand(9, 13)
        samples.append(make(attention, seg_map_path=write(labels, f'{place}.png')))
        order, held, mask = attention.flatten().double().argsort(descending=True), 0, np.zeros(9 * 13, bool)
        for cell in order.tolist():
            if held < 0.6 * attention.double().sum():
                mask[cell] = True
                held += attention.flatten()[cell].double()
        mask = mask.reshape(9, 13)
        both = ((labels == 2) & mask & (labels != 255)).sum()
        expected.append(both / (((labels == 2) | mask) & (labels != 255)).sum())
    scores = evaluate(AttentionJaccard(foreground=[2], mass=0.6), samples)
    assert scores['attention/jaccard'] == pytest.approx(100 * np.mean(expected))


@pytest.mark.parametrize(('options', 'expected'), [
    # columns 0 to 3 are not counted, those from 8 on are background
    (dict(ignore_index=255), 100), (dict(ignore_index=None), 100), (dict(mass=1), 50),
    (dict(mass=1, ignore_index=None), 100 / 3),
    (dict(interpolation='bilinear', mass=0.5), 100)])
def test_options_of_jaccard(write, options, expected):
    labels = labels_with(slice(4, 8), 3)
    labels[:, :4] = 255
    scores = evaluate(AttentionJaccard([3], **options), [make(seg_map_path=write(labels))])
    assert scores['attention/jaccard'] == pytest.approx(expected)


def test_images_without_foreground_do_not_count(write):
    samples = [make(seg_map_path=write(labels_with(columns, 4), name)) for name, columns in
               (('a.png', slice(4, 8)), ('b.png', slice(0, 0)))]
    assert evaluate(AttentionJaccard([4]), samples)['attention/jaccard'] == 100
    with pytest.raises(ValueError, match=r'no label map has any of the values \[5\]'):
        evaluate(AttentionJaccard([5]), samples)


def test_label_map_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.png does not exist'):
        evaluate(AttentionJaccard([1]), [make(seg_map_path=str(tmp_path / 'none.png'))])


def test_label_map_in_colours(tmp_path):
    Image.new('RGB', (4, 4)).save(tmp_path / 'colours.png')
    with pytest.raises(ValueError, match='no label map: it has 3 channels'):
        evaluate(AttentionJaccard([1]), [make(seg_map_path=str(tmp_path / 'colours.png'))])


@pytest.mark.parametrize(('metric', 'key'), [(AttentionJaccard([1]), 'seg_map_path'), (AttentionBoxIoU(), 'instances')])
def test_samples_without_truth(metric, key):
    with pytest.raises(ValueError, match=f'meta_keys of PackInputs contain {key}'):
        evaluate(metric, [make(ori_shape=(8, 12))])


@pytest.mark.parametrize('metric', [AttentionJaccard([1], interpolation='area'), AttentionBoxIoU(interpolation='area')])
def test_unknown_interpolation(metric, write):
    sample = make(seg_map_path=write(labels_with(slice(0, 1), 1)), ori_shape=(8, 12),
                  instances=[dict(bbox=[0, 0, 1, 1])])
    with pytest.raises(ValueError, match="got 'area'"):
        evaluate(metric, [sample])


@pytest.mark.parametrize(('boxes', 'expected'), [
    ([[4, 0, 8, 8]], 100), ([[4, 0, 8, 4]], 50), ([[0, 0, 1, 1]], 0), ([[0, 0, 1, 1], [6, 0, 10, 8]], 100 / 3)])
def test_box_iou_of_a_hand_made_map(boxes, expected):
    sample = make(ori_shape=(8, 12), instances=[dict(bbox=box) for box in boxes])
    scores = evaluate(dict(type='mmuvp.AttentionBoxIoU'), [sample])
    assert scores == pytest.approx({'attention/box_iou': expected})


@pytest.mark.parametrize(('options', 'expected'), [(dict(), 100), (dict(mass=1), 100 / 3), (dict(mass=0.5), 100)])
def test_mass_of_box_iou(options, expected):
    sample = make(ori_shape=(8, 12), instances=[dict(bbox=[4, 0, 8, 8])])
    assert evaluate(AttentionBoxIoU(**options), [sample])['attention/box_iou'] == pytest.approx(expected)


@pytest.mark.parametrize(('interpolation', 'expected'), [('nearest', 100), ('bilinear', 50)])
def test_interpolation_of_box_iou(interpolation, expected):
    sample = make(torch.tensor([[0., 1., 0.]]), ori_shape=(8, 12), instances=[dict(bbox=[4, 0, 8, 8])])
    scores = evaluate(AttentionBoxIoU(mass=1, interpolation=interpolation), [sample])
    assert scores['attention/box_iou'] == pytest.approx(expected)


def test_crowds_do_not_count():
    crowd = make(ori_shape=(8, 12), instances=[dict(bbox=[4, 0, 8, 8], ignore_flag=1)])
    with pytest.raises(ValueError, match='no image has a box'):
        evaluate(AttentionBoxIoU(), [crowd])
    half = make(ori_shape=(8, 12), instances=[*crowd.instances, dict(bbox=[4, 0, 8, 4], ignore_flag=0)])
    assert evaluate(AttentionBoxIoU(), [crowd, half])['attention/box_iou'] == 50


def test_tight_boxes():
    masks = torch.zeros(3, 5, 6, dtype=torch.bool)
    masks[0, 1, 2], masks[2] = True, True
    assert tight_boxes(masks).tolist() == [[2, 1, 3, 2], [0, 0, 0, 0], [0, 0, 6, 5]]
