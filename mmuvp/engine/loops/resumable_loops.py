"""Training loops that an interruption does not change.

What the stock loops compute depends on the state of random number generators, in this process and in those
that load data, and a checkpoint holds none of it.  Here every random choice is a function of the run's seed,
the rank and the iteration, so training that is resumed from a checkpoint, also a stock one, continues to the
same losses as training that was never interrupted, with any number of data-loading processes, and without
loading past data again.
"""
import torch
from mmengine.dist import broadcast, get_rank
from mmengine.runner import EpochBasedTrainLoop, IterBasedTrainLoop

from ...registry import LOOPS
from .seeded_data import SeededBatches, SeededDataLoader, seed_generators

DATA, MODEL = 0, 1


class _Seeded:
    """What the two loops share: seeded data, and a model that is seeded before each iteration."""

    endless = False

    def __init__(self, runner, dataloader, **kwargs):
        self._sampler_has_seed = 'seed' in dataloader.get('sampler', {})
        loader = runner.build_dataloader(dataloader, seed=runner.seed)
        self.batches = SeededBatches(loader.batch_sampler, self._data_entropy, self.endless)
        super().__init__(runner, SeededDataLoader(loader, self.batches), **kwargs)

    def run(self):
        # only now is the seed of a resumed run known
        seed = torch.tensor(self.runner.seed)
        broadcast(seed)
        self.seed = seed.item()
        if hasattr(self.batches.sampler, 'seed') and not self._sampler_has_seed:
            self.batches.sampler.seed = self.seed
        return super().run()

    def run_iter(self, *args):
        seed_generators(self.seed, MODEL, get_rank(), self.iter)
        return super().run_iter(*args)

    def _data_entropy(self, position):
        return self.seed, DATA, get_rank(), self.epoch, position


class _PastForgotten:
    """Batches for a loop that passes over the past ones first: mmengine's by ``next``, OneDL's by ``skip_iter``."""

    def __init__(self, past, batches):
        self.past = past
        self.batches = iter(batches)

    def __next__(self):
        if self.past:
            return self.skip_iter(1)
        return next(self.batches)

    def skip_iter(self, count):
        self.past -= count


@LOOPS.register_module()
class ResumableIterLoop(_Seeded, IterBasedTrainLoop):
    """Iteration-based training that continues after an interruption as if there had been none.

    Args:
        runner (Runner): The runner.
        dataloader (dict): Config of the training data.
        **kwargs: ``max_iters``, ``val_interval`` and the other arguments of mmengine's
        ``IterBasedTrainLoop``.
    """

    endless = True

    def run(self):
        self.batches.start = self.iter
        self.dataloader_iterator = _PastForgotten(self.iter, self.dataloader)
        return super().run()


@LOOPS.register_module()
class ResumableEpochLoop(_Seeded, EpochBasedTrainLoop):
    """Epoch-based training that continues at an epoch's end as if it had not been interrupted.

    Args:
        runner (Runner): The runner.
        dataloader (dict): Config of the training data.
        **kwargs: ``max_epochs``, ``val_interval`` and the other arguments of mmengine's
        ``EpochBasedTrainLoop``.
    """
