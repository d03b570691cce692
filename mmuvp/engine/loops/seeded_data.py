"""Training data as a function of the run's seed and of the position alone."""
import random

import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_generators(*entropy):
    """Seed the generators of Python, NumPy and PyTorch on all devices.

    Args:
        *entropy (int): Non-negative numbers; different ones give independent states.
    """
    words = np.random.SeedSequence(entropy).generate_state(10)
    random.seed(words[:4].tobytes())
    np.random.seed(words[4:8])
    torch.manual_seed(int(words[8]) << 32 | int(words[9]))


class SeededDataset:
    """A dataset whose random transforms depend on the key that comes with the index.

    Args:
        dataset (Dataset): Any map-style dataset; its attributes are this one's as well, to read and to set.
    """

    def __init__(self, dataset):
        self.dataset = dataset

    def __getitem__(self, item):
        entropy, index = item
        seed_generators(*entropy)
        return self.dataset[index]

    def __len__(self):
        return len(self.dataset)

    def __getattr__(self, name):
        # special methods of the wrapped dataset would bypass __getitem__; `dataset` is absent while unpickling
        if name == 'dataset' or name.startswith('__'):
            raise AttributeError(name)
        return getattr(self.dataset, name)

    def __setattr__(self, name, value):
        # hooks that change the pipeline while training set it here
        if name == 'dataset':
            super().__setattr__(name, value)
        else:
            setattr(self.dataset, name, value)


class SeededBatches:
    """Batches of indices with keys for :class:`SeededDataset`, from any position on.

    Args:
        batch_sampler (Sampler): The batches of one epoch, or endless ones.
        entropy (Callable[[int], tuple[int]]): Numbers that are unique to the batch at a position.
        endless (bool): Begin again after an epoch.
    """

    def __init__(self, batch_sampler, entropy, endless):
        self.batch_sampler = batch_sampler
        self.entropy = entropy
        self.endless = endless
        self.start = 0

    @property
    def sampler(self):
        """Sampler: Where mmengine's hooks look for ``set_epoch``."""
        return self.batch_sampler.sampler

    def __len__(self):
        return len(self.batch_sampler)

    def __iter__(self):
        for position, batch in enumerate(self._batches()):
            if position >= self.start:
                entropy = self.entropy(position)
                yield [((*entropy, place), index) for place, index in enumerate(batch)]

    def _batches(self):
        yield from self.batch_sampler
        epoch = 1
        while self.endless:
            if hasattr(self.sampler, 'set_epoch'):
                self.sampler.set_epoch(epoch)
            yield from self.batch_sampler
            epoch += 1


class SeededDataLoader(DataLoader):
    """The data of a stock loader, seeded batch by batch; nothing is loaded before the first batch is asked for.

    Args:
        loader (DataLoader): Its data and settings.
        batches (SeededBatches): The batches.
    """

    def __init__(self, loader, batches):
        super().__init__(
            SeededDataset(loader.dataset), batch_sampler=batches, num_workers=loader.num_workers,
            collate_fn=loader.collate_fn, pin_memory=loader.pin_memory, timeout=loader.timeout,
            worker_init_fn=loader.worker_init_fn, multiprocessing_context=loader.multiprocessing_context,
            prefetch_factor=loader.prefetch_factor, persistent_workers=loader.persistent_workers)

    def __iter__(self):
        yield from super().__iter__()
