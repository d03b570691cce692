import pytest

from mmuvp.registry import DATASETS

SPEC = dict(num_train=3, num_val=2, width=64, height=64)


def test_it_is_made_on_first_use_and_loads(tmp_path):
    data_root = str(tmp_path / 'scenes')
    train = DATASETS.build(dict(type='mmuvp.ScenesPanopticDataset', data_root=data_root, spec=SPEC))
    val = DATASETS.build(dict(type='mmuvp.ScenesPanopticDataset', data_root=data_root, split='val'))
    assert (len(train), len(val)) == (3, 2)
    labels = {segment['category'] for index in range(3) for segment in train[index]['segments_info']}
    classes = train.metainfo['classes']
    assert train.metainfo['thing_classes'] + train.metainfo['stuff_classes'] == classes
    assert len(train.metainfo['palette']) == len(classes) == 14
    assert max(labels) < 14
    assert all(segment['is_thing'] == (segment['category'] < 8) for segment in train[0]['segments_info'])


def test_a_root_of_another_spec_is_refused(tmp_path):
    config = dict(type='mmuvp.ScenesPanopticDataset', data_root=str(tmp_path / 'scenes'))
    DATASETS.build(dict(config, spec=SPEC))
    with pytest.raises(ValueError, match='difficulty'):
        DATASETS.build(dict(config, spec=dict(SPEC, difficulty='easy')))


def test_an_unknown_split_is_named(tmp_path):
    with pytest.raises(ValueError, match="'test'"):
        DATASETS.build(dict(type='mmuvp.ScenesPanopticDataset', data_root=str(tmp_path), split='test'))
