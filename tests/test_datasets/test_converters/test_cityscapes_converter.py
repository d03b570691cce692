import json

import cv2
import numpy as np
import pytest

from mmuvp.datasets.converters import convert_cityscapes
from mmuvp.registry import DATASETS

NAME = 'bochum_000000_000313'


@pytest.fixture
def labels(tmp_path):
    """Instance ids with road, two cars, a group of persons, and labels that are not evaluated."""
    ids = np.full((20, 30), 7, np.uint16)
    ids[:4] = 3
    ids[4:6] = 29001
    ids[8:12, 3:9] = 26000
    ids[9:14, 20:25] = 26001
    ids[15:, 10:20] = 24
    folder = tmp_path / 'gtFine/val/bochum'
    folder.mkdir(parents=True)
    cv2.imwrite(str(folder / f'{NAME}_gtFine_instanceIds.png'), ids)
    return ids


def test_it_writes_the_official_format_and_loads(tmp_path, labels):
    path = convert_cityscapes(tmp_path / 'gtFine', 'val', tmp_path / 'out')
    content = json.loads(path.read_text())
    assert path == tmp_path / 'out/cityscapes_panoptic_val.json'
    assert content['images'] == [dict(id=NAME, file_name=f'{NAME}_leftImg8bit.png', height=20, width=30)]
    annotation, = content['annotations']
    assert annotation['file_name'] == f'{NAME}_gtFine_panoptic.png'
    segments = {segment['id']: segment for segment in annotation['segments_info']}
    assert segments.keys() == {7, 24, 26000, 26001}
    assert segments[26000] == dict(id=26000, category_id=26, iscrowd=0, area=24, bbox=[3, 8, 6, 4])
    assert segments[24] == dict(id=24, category_id=24, iscrowd=1, area=50, bbox=[10, 15, 10, 5])
    assert (segments[7]['category_id'], segments[7]['iscrowd']) == (7, 0)
    colours = cv2.imread(str(tmp_path / 'out/cityscapes_panoptic_val' / annotation['file_name']))
    ids = colours[..., ::-1].astype(np.int64) @ [1, 256, 65536]
    assert np.array_equal(ids, np.where(np.isin(labels, (3, 29001)), 0, labels))

    results = DATASETS.build(dict(
        type='mmuvp.CityscapesPanopticDataset', ann_file=str(path),
        data_prefix=dict(img='', seg=str(path.with_suffix(''))),
        pipeline=[dict(type='mmuvp.LoadPanopticAnnotations')]))[0]
    assert results['gt_bboxes_labels'].tolist() == [2, 2]
    assert np.array_equal(results['gt_masks'].masks, [labels == 26000, labels == 26001])
    assert np.array_equal(results['gt_seg_map'], np.select(
        [labels == 7, labels // 1000 == 26], [8, 2], default=255))


def test_a_folder_without_labels_is_named(tmp_path, labels):
    with pytest.raises(FileNotFoundError, match='gtFine/train'):
        convert_cityscapes(tmp_path / 'gtFine', 'train', tmp_path)


def test_damaged_labels_are_named(tmp_path, labels):
    path = tmp_path / f'gtFine/val/bochum/{NAME}_gtFine_instanceIds.png'
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(ValueError, match=f'{NAME}_gtFine_instanceIds.png cannot be decoded'):
        convert_cityscapes(tmp_path / 'gtFine', 'val', tmp_path)
