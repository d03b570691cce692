from types import SimpleNamespace

import pytest

from mmuvp.engine import DatasetEpochHook


def runner(dataset, epoch):
    return SimpleNamespace(train_dataloader=SimpleNamespace(dataset=dataset), epoch=epoch)


def test_the_data_set_is_told_the_epoch():
    told = []
    DatasetEpochHook().before_train_epoch(runner(SimpleNamespace(set_epoch=told.append), 4))
    assert told == [4]


def test_a_data_set_that_cannot_be_told():
    with pytest.raises(ValueError, match='list has no set_epoch; mmuvp.DatasetEpochHook is for data sets'):
        DatasetEpochHook().before_train_epoch(runner([], 0))
