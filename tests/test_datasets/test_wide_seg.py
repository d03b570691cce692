"""Labels of 16 bits, from file to metric."""
import cv2
import numpy as np
import pytest
import torch
from mmengine.registry import DefaultScope
from mmengine.structures import PixelData
from mmseg.evaluation import IoUMetric
from mmseg.structures import SegDataSample

from mmuvp.datasets import WideSegDataset
from mmuvp.datasets.transforms import LoadWideSegMap

PIPELINE = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadWideSegMap'),
            dict(type='mmuvp.CheckSegMap', num_classes=300, ignore_index=65535), dict(type='PackSegInputs')]


@pytest.fixture
def labels():
    """(3, 4): more labels than 8 bits hold, among them 255, and a pixel without one."""
    return np.array([[0, 255, 256, 299], [1, 2, 3, 65535], [257, 258, 259, 260]], np.uint16)


@pytest.fixture
def root(tmp_path, labels):
    for folder in ('images', 'labels'):
        (tmp_path / folder).mkdir()
    cv2.imwrite(str(tmp_path / 'images/a.jpg'), np.zeros((3, 4, 3), np.uint8))
    cv2.imwrite(str(tmp_path / 'labels/a.png'), labels)
    (tmp_path / 'classes.txt').write_text('\n'.join(f'thing {number}' for number in range(300)))
    return tmp_path


def build(root):
    with DefaultScope.overwrite_default_scope('mmseg'):
        return WideSegDataset(str(root / 'classes.txt'), data_root=str(root),
                              data_prefix=dict(img_path='images', seg_map_path='labels'), pipeline=PIPELINE)


def test_labels_are_not_cut(root, labels):
    dataset = build(root)
    assert len(dataset.metainfo['classes']) == len(dataset.metainfo['palette']) == 300
    assert (dataset[0]['data_samples'].gt_sem_seg.data[0].numpy() == labels).all()


def test_metric_counts_the_label_255(labels):
    metric = IoUMetric(ignore_index=65535)
    metric.dataset_meta = dict(classes=[str(number) for number in range(300)])
    truth = torch.from_numpy(labels.astype(np.int64))
    guess = truth.clone()
    guess[0, 0] = 65535  # the model's background is a miss
    sample = SegDataSample()
    sample.gt_sem_seg, sample.pred_sem_seg = PixelData(data=truth[None]), PixelData(data=guess[None])
    metric.process({}, [sample.to_dict()])
    scores = metric.compute_metrics(metric.results)
    assert scores['mIoU'] == pytest.approx(100 * 10 / 11, abs=0.01)  # one of eleven classes is missed


@pytest.mark.parametrize(('content', 'message'), [
    (b'', 'cannot be decoded'), (cv2.imencode('.png', np.zeros((3, 4, 3), np.uint8))[1].tobytes(), 'height, width')])
def test_no_map_of_labels(tmp_path, content, message):
    path = tmp_path / 'a.png'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf'a\.png .*{message}'):
        LoadWideSegMap()(dict(seg_map_path=str(path), seg_fields=[]))


def test_missing_list_of_classes(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'classes\.txt'):
        WideSegDataset(str(tmp_path / 'classes.txt'))
