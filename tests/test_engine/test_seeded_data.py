import pickle
import random

import numpy as np
import pytest
import torch
from mmengine.dataset import InfiniteSampler, pseudo_collate
from torch.utils.data import BatchSampler, DataLoader, Dataset, SequentialSampler

from mmuvp.engine.loops.seeded_data import SeededBatches, SeededDataLoader, SeededDataset, seed_generators


class Noise(Dataset):
    """Items with one number of each generator."""
    metainfo = {'classes': ('a',)}

    def __len__(self):
        return 7

    def __getitem__(self, index):
        return {'index': index, 'noise': (random.random(), np.random.rand(), torch.rand(1).item())}


def loader(num_workers=0, start=0, seed=0, sampler=None, endless=True):
    stock = DataLoader(Noise(), batch_size=2, sampler=sampler or InfiniteSampler(Noise(), seed=1),
                       num_workers=num_workers, collate_fn=pseudo_collate)
    batches = SeededBatches(stock.batch_sampler, lambda position: (seed, position), endless)
    batches.start = start
    return SeededDataLoader(stock, batches)


def take(data, count):
    iterator = iter(data)
    return [next(iterator) for _ in range(count)]


def test_generators_depend_on_every_number():
    def numbers(*entropy):
        seed_generators(*entropy)
        return random.random(), np.random.rand(), torch.rand(1).item()

    assert numbers(1, 2) == numbers(1, 2)
    for other in ((2, 1), (1, 3), (0, 2), (1, 2, 1)):
        assert all(a != b for a, b in zip(numbers(1, 2), numbers(*other), strict=True))


@pytest.mark.parametrize('num_workers', [0, 2])
def test_a_later_start_gives_the_same_data(num_workers):
    whole = take(loader(), 9)
    assert take(loader(num_workers, start=5), 4) == whole[5:]
    assert take(loader(seed=1), 9) != whole


def test_samples_of_a_batch_and_passes_over_the_data_differ():
    batches = take(loader(sampler=SequentialSampler(Noise())), 8)
    noise = [draw for batch in batches for draw in zip(*batch['noise'], strict=True)]
    assert len(set(noise)) == len(noise) == 14 + 2 - 1 - 1


def test_one_epoch_ends():
    data = loader(sampler=SequentialSampler(Noise()), endless=False)
    assert [batch['index'] for batch in data] == [[0, 1], [2, 3], [4, 5], [6]]
    assert len(data) == 4


def test_epochs_of_endless_batches_are_told_to_the_sampler():
    class Epochs(SequentialSampler):
        epochs = ()

        def set_epoch(self, epoch):
            self.epochs += (epoch,)

    sampler = Epochs(Noise())
    batches = SeededBatches(BatchSampler(sampler, 7, False), lambda position: (position,), endless=True)
    assert batches.sampler is sampler
    take(batches, 3)
    assert sampler.epochs == (1, 2)


def test_the_data_set_is_seen_through_the_wrapper():
    dataset = SeededDataset(Noise())
    assert dataset.metainfo == {'classes': ('a',)}
    assert len(dataset) == 7
    assert pickle.loads(pickle.dumps(dataset)).metainfo == dataset.metainfo
    with pytest.raises(AttributeError):
        dataset.missing  # noqa: B018


def test_what_is_set_on_the_wrapper_is_set_on_the_data_set():
    data = loader()
    data.dataset.pipeline = 'new'
    assert data.dataset.dataset.pipeline == data.dataset.pipeline == 'new'
    assert vars(data.dataset).keys() == {'dataset'}


def test_nothing_is_loaded_before_it_is_asked_for():
    class Unreadable(Noise):
        def __getitem__(self, index):
            raise AssertionError

    stock = DataLoader(Unreadable(), batch_size=2, num_workers=2)
    iterator = iter(SeededDataLoader(stock, SeededBatches(stock.batch_sampler, lambda position: (0,), True)))
    with pytest.raises(AssertionError):
        next(iterator)
