"""Expressions for the things of `scenes`."""
import numpy as np
import pytest
from mmcv.transforms import LoadImageFromFile

from mmuvp.datasets.transforms import LoadReferredMask
from mmuvp.registry import DATASETS

SPEC = dict(num_train=3, num_val=2, width=64, height=64)


def test_masks_are_those_of_the_instances(tmp_path):
    common = dict(data_root=str(tmp_path / 'scenes'), spec=SPEC, split='val')
    data = DATASETS.build(dict(type='mmuvp.ScenesReferring', **common))
    instances = DATASETS.build(dict(type='mmuvp.ScenesInstanceDataset', **common))
    boxes = {tuple(np.round(thing['bbox']).astype(int)) for sample in instances for thing in sample['instances']}
    assert len(data)
    for sample in data:
        assert 1 <= len(sample['text']) <= 3
        assert all(text.startswith('the ') for text in sample['text'])
        mask = LoadReferredMask()(LoadImageFromFile()(sample))['gt_masks'].masks[0]
        rows, columns = np.nonzero(mask)
        assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) in boxes


def test_unknown_split(tmp_path):
    with pytest.raises(ValueError, match="ScenesReferring: split must be one of .*, not 'test'"):
        DATASETS.build(dict(type='mmuvp.ScenesReferring', data_root=str(tmp_path), split='test'))
