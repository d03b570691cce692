"""The labels of COCO Object from either source."""
import json

import cv2
import numpy as np
import pytest
from pycocotools import mask as coco_mask

from mmuvp.datasets import COCOObject
from mmuvp.datasets.class_names import class_names
from mmuvp.datasets.converters import convert_coco_instances, convert_coco_stuff

PERSON, BICYCLE, TOOTHBRUSH = 1, 2, 90


def read(folder, name):
    return cv2.imread(str(folder / f'{name}_objects.png'), cv2.IMREAD_UNCHANGED)


def test_stuff_becomes_background(tmp_path):
    maps = tmp_path / 'maps'
    maps.mkdir()
    # person, stop sign (id 13, after the gap at 12), toothbrush, grass (stuff), the last of the stuff, nothing
    cv2.imwrite(str(maps / '000000000139.png'), np.array([[0, 12, 89, 123, 181, 255]], np.uint8))
    cv2.imwrite(str(maps / '000000000139_labelTrainIds.png'), np.zeros((1, 6), np.uint8))
    assert convert_coco_stuff(maps, tmp_path / 'out') == 1
    labels = read(tmp_path / 'out', '000000000139')
    assert labels.tolist() == [[1, 12, 80, 0, 0, 255]]
    assert [COCOObject.METAINFO['classes'][label] for label in labels[0, :4]] == [
        'person', 'stop sign', 'toothbrush', 'background']


def test_unknown_label_names_its_file(tmp_path):
    cv2.imwrite(str(tmp_path / '1.png'), np.full((2, 2), 200, np.uint8))
    with pytest.raises(ValueError, match=r'1\.png has the label 200'):
        convert_coco_stuff(tmp_path, tmp_path / 'out')


def test_no_maps(tmp_path):
    with pytest.raises(FileNotFoundError, match='No maps of COCO-Stuff'):
        convert_coco_stuff(tmp_path, tmp_path / 'out')


@pytest.fixture
def instances(tmp_path):
    """A large person whose polygon comes last, a bicycle on it as a list of runs, and a crowd under both."""
    crowd = np.zeros((20, 30), np.uint8)
    crowd[:, :4] = 1
    bicycle = np.zeros((20, 30), np.uint8)
    bicycle[4:8, 2:8] = 1
    encoded = coco_mask.encode(np.asfortranarray(crowd))
    encoded['counts'] = encoded['counts'].decode()
    annotations = [
        dict(id=1, image_id=7, category_id=BICYCLE, iscrowd=0, segmentation=runs(bicycle)),
        dict(id=2, image_id=7, category_id=TOOTHBRUSH, iscrowd=1, segmentation=encoded),
        dict(id=3, image_id=7, category_id=PERSON, iscrowd=0, segmentation=[[2, 2, 12, 2, 12, 12, 2, 12]]),
    ]
    images = [dict(id=7, file_name='a.jpg', height=20, width=30), dict(id=8, file_name='b.jpg', height=5, width=4)]
    path = tmp_path / 'instances.json'
    path.write_text(json.dumps(dict(images=images, annotations=annotations, categories=[])))
    return path


def runs(mask):
    """COCO's uncompressed runs, down the columns, beginning with zeros."""
    flat = mask.flatten(order='F')
    edges = np.flatnonzero(np.diff(flat)) + 1
    return dict(size=list(mask.shape), counts=np.diff([0, *edges, flat.size]).tolist())


def test_smaller_instances_cover_larger_ones_and_all_cover_crowds(instances, tmp_path):
    assert convert_coco_instances(instances, tmp_path / 'out') == 2
    labels = read(tmp_path / 'out', 'a')
    expected = np.zeros((20, 30), np.uint8)
    expected[:, :4] = 80
    expected[2:12, 2:12] = 1
    expected[4:8, 2:8] = 2
    assert np.array_equal(labels, expected)
    assert not read(tmp_path / 'out', 'b').any()


def test_unknown_category(tmp_path):
    path = tmp_path / 'instances.json'
    image = dict(id=7, file_name='a.jpg', height=20, width=30)
    path.write_text(json.dumps(dict(
        images=[image], annotations=[dict(id=5, image_id=7, category_id=12, segmentation=[])], categories=[])))
    with pytest.raises(ValueError, match='instance 5 has the category 12, which COCO does not have'):
        convert_coco_instances(path, tmp_path / 'out')


def test_names_in_prompts_are_those_of_the_labels():
    assert class_names('coco_object') == COCOObject.METAINFO['classes'][1:]
    assert len(COCOObject.METAINFO['palette']) == len(COCOObject.METAINFO['classes']) == 81


def test_data_set(tmp_path):
    for folder, name, content in (('images', '1.jpg', np.zeros((4, 6, 3), np.uint8)),
                                  ('maps', '1_objects.png', np.full((4, 6), 80, np.uint8))):
        (tmp_path / folder).mkdir()
        cv2.imwrite(str(tmp_path / folder / name), content)
    dataset = COCOObject(
        data_root=str(tmp_path), data_prefix=dict(img_path='images', seg_map_path='maps'), pipeline=[
            dict(type='LoadImageFromFile'), dict(type='mmseg.LoadAnnotations')])
    assert len(dataset) == 1
    assert (dataset[0]['gt_seg_map'] == 80).all()
