import cv2
import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData

from mmuvp.registry import VISUALIZERS
from mmuvp.visualization.panoptic_visualizer import truth_map

IMAGE = np.full((160, 160, 3), 90, np.uint8)


@pytest.fixture
def visualizer():
    visualizer = VISUALIZERS.build({'type': 'mmuvp.PanopticVisualizer', 'name': 'test_panoptic_visualizer'})
    visualizer.dataset_meta = {'classes': ('cat', 'sky'), 'palette': [(200, 0, 0), (0, 0, 200)]}
    return visualizer


@pytest.fixture
def sample():
    masks = np.zeros((2, 160, 160), np.uint8)
    masks[0, 20:60, 20:60] = masks[1, 80:120, 20:60] = 1
    sem_seg = torch.ones(1, 160, 160, dtype=torch.uint8)
    sem_seg[:, :, 140:] = 255
    sample = DetDataSample(gt_instances=InstanceData(
        labels=torch.tensor([0, 0]), masks=BitmapMasks(masks, 160, 160)), gt_sem_seg=PixelData(sem_seg=sem_seg))
    segments = torch.ones(1, 160, 160, dtype=torch.int32)
    segments[:, 20:60, 20:60], segments[:, :, 140:] = 1000, 2
    infos = [{'id': 1000, 'score': 0.75}, {'id': 1, 'score': 0.5}]
    sample.pred_panoptic_seg = PixelData(sem_seg=segments, metainfo={'segments_info': infos})
    return sample


def test_prediction_and_truth_side_by_side(visualizer, sample):
    picture = visualizer.draw(IMAGE, sample)
    bar = picture.shape[0] - 480
    assert picture.shape == (bar + 480, 3 * 480 + 8, 3)
    image, prediction, truth = (picture[bar:, start:start + 480] for start in (0, 484, 968))
    assert (image == 90).all()
    # the second cat is in the truth alone, and void is nobody's
    assert np.abs(truth[260, 70].astype(int) - truth[300, 300]).sum() > 60
    assert (prediction[260, 70] == prediction[300, 300]).all()
    assert (truth[100:200, 440:] == 90).all()
    assert (prediction[100:200, 440:] == 90).all()
    assert visualizer.draw(IMAGE, sample, draw_gt=False).shape[1] == 2 * 480 + 4


def _truth(segments, img_shape):
    """A sample whose truth is a map of classes, 0 being a thing."""
    masks = BitmapMasks((segments == 0)[None].astype(np.uint8), *segments.shape)
    return DetDataSample(
        metainfo={'img_shape': img_shape},
        gt_instances=InstanceData(labels=torch.tensor([0]), masks=masks),
        gt_sem_seg=PixelData(sem_seg=torch.from_numpy(segments)[None]))


PICTURE = np.ones((100, 80), np.uint8)
PICTURE[10:50, 20:60] = 0


@pytest.mark.parametrize(('segments', 'img_shape'), [
    (PICTURE, (64, 51)),
    (np.pad(PICTURE, ((0, 29), (0, 49)), constant_values=255), (100, 80)),
    (np.pad(PICTURE[::2, ::2], ((0, 15), (0, 25)), constant_values=255), (50, 40)),
], ids=['of the picture though the model saw a smaller one', 'padded', 'resized and padded'])
def test_truth_is_brought_to_the_size_of_the_picture(visualizer, segments, img_shape):
    expected = np.where(PICTURE == 0, 1000, 1)
    assert np.array_equal(truth_map(_truth(segments, img_shape), (100, 80)), expected)
    picture = visualizer.draw(np.zeros((100, 80, 3), np.uint8), _truth(segments, img_shape))
    assert picture.shape[1] == 2 * 400 + 4


def test_truth_of_a_padded_picture_keeps_its_padding():
    padded = np.pad(PICTURE, ((0, 29), (0, 49)), constant_values=255)
    assert np.array_equal(truth_map(_truth(padded, (100, 80)), (129, 129)) == 255, padded == 255)


def test_file_and_backends(visualizer, sample, tmp_path, monkeypatch):
    path = tmp_path / 'folder' / 'x.png'
    visualizer.add_datasample('x', IMAGE, sample, out_file=str(path))
    assert (cv2.imread(str(path))[..., ::-1] == visualizer.draw(IMAGE, sample)).all()
    added = []
    monkeypatch.setattr(visualizer, 'add_image', lambda name, picture, step: added.append((name, step)))
    visualizer.add_datasample('y', IMAGE, sample, step=7)
    assert added == [('y', 7)]


def test_other_samples_are_drawn_as_by_mmdet(visualizer, tmp_path):
    sample = DetDataSample(pred_instances=InstanceData(
        bboxes=torch.tensor([[10., 10., 60., 60.]]), labels=torch.tensor([0]), scores=torch.tensor([0.9])))
    visualizer.add_datasample('z', IMAGE, sample, draw_gt=False, out_file=str(tmp_path / 'z.png'))
    assert cv2.imread(str(tmp_path / 'z.png')).shape == IMAGE.shape


def test_data_set_without_palette(visualizer, sample):
    visualizer.dataset_meta = {'classes': ('cat', 'sky')}
    assert visualizer.draw(IMAGE, sample).shape[1] == 3 * 480 + 8
