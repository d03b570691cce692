import json
from pathlib import Path

import pytest
from mmdet.datasets import CocoPanopticDataset
from panoptic_samples import METAINFO, example_ids, example_segments, write_dataset

from mmuvp.datasets import PanopticIndex
from mmuvp.registry import DATASETS


@pytest.fixture
def config(tmp_path):
    ids = example_ids()
    return dict(write_dataset(tmp_path, ids, example_segments(ids)), pipeline=[])


def _edit(tmp_path, change):
    path = tmp_path / 'panoptic.json'
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_labels_follow_the_names_whatever_the_order_of_the_json(config):
    info = DATASETS.build(config)[0]
    # The json lists tree, cat, sky; the data set's classes are cat, tree, sky.
    assert [segment['category'] for segment in info['segments_info']] == [2, 0, 0, 1, 0]
    assert [segment['is_crowd'] for segment in info['segments_info']] == [False, False, True, False, False]
    assert [bool(segment['is_thing']) for segment in info['segments_info']] == [False, True, False, False, True]
    assert [instance['bbox_label'] for instance in info['instances']] == [0, 0]
    assert info['seg_map_path'].endswith('segments/street_panoptic.png')


def test_it_agrees_with_stock_where_stock_works():
    root = Path(__file__).parents[3] / 'shared/data/coco_panoptic_sample'
    arguments = dict(data_root=str(root), ann_file='annotations/panoptic_val2017.json',
                     data_prefix=dict(img='val2017/', seg='annotations/panoptic_val2017/'), pipeline=[])
    try:
        stock = CocoPanopticDataset(**arguments)
    except FileNotFoundError:
        pytest.skip(f'{root} is not here')
    own = DATASETS.build(dict(arguments, type='mmuvp.CocoPanopticDataset'))
    assert len(own) == len(stock) == 2
    for index in range(2):
        expected, found = stock[index], own[index]
        for segment in found['segments_info']:
            del segment['is_crowd']
        assert found == expected


def test_a_category_that_the_json_does_not_list_is_named(tmp_path, config):
    _edit(tmp_path, lambda content: content['annotations'][0]['segments_info'][1].update(category_id=99))
    with pytest.raises(ValueError, match=r"panoptic\.json: segment 1 of image 'street' is of category 99"):
        DATASETS.build(config)


def test_a_category_that_is_none_of_the_classes_is_named(config):
    config['metainfo'] = dict(METAINFO, classes=('cat', 'sky'))
    with pytest.raises(ValueError, match=r"category 7 \('tree'\), which is none of the classes"):
        DATASETS.build(config)


def test_a_class_that_the_json_lacks_is_named(config):
    config['metainfo'] = dict(METAINFO, classes=('cat', 'tree', 'sky', 'moon'))
    with pytest.raises(ValueError, match=r"no categories named \['moon'\]"):
        DATASETS.build(config)


def test_names_may_have_spaces_around(tmp_path, config):
    _edit(tmp_path, lambda content: content['categories'][0].update(name='tree '))
    assert len(DATASETS.build(config)) == 1


def test_images_without_an_annotation_have_no_segments(tmp_path, config):
    _edit(tmp_path, lambda content: content['annotations'].clear())
    info = DATASETS.build(config)[0]
    assert info['segments_info'] == info['instances'] == []
    assert info['seg_map_path'].endswith('street.png')


@pytest.mark.parametrize(('change', 'message'), [
    (lambda content: content.pop('categories'), r"lacks \['categories'\]"),
    (lambda content: content['annotations'][0].update(image_id=5), 'image 5, which is not listed'),
    (lambda content: content['annotations'][0].pop('segments_info'), 'lacks `segments_info`'),
])
def test_a_json_of_another_kind_is_named(tmp_path, config, change, message):
    _edit(tmp_path, change)
    with pytest.raises(ValueError, match=message) as error:
        PanopticIndex(tmp_path / 'panoptic.json')
    assert 'panoptic.json' in str(error.value)


def test_a_damaged_json_is_named(tmp_path):
    (tmp_path / 'panoptic.json').write_text('{"images": [')
    with pytest.raises(ValueError, match=r'panoptic\.json is no json file'):
        PanopticIndex(tmp_path / 'panoptic.json')
