"""Images with captions in tar shards, as CC12M, YFCC and RedCaps are kept."""
import itertools
import json
import random
import tarfile
import warnings

import cv2
import mmcv
import torch
from mmengine.dataset import Compose
from mmengine.dist import get_rank, get_world_size, sync_random_seed
from torch.utils.data import IterableDataset, get_worker_info

from mmuvp.models.choices import check_choice
from mmuvp.registry import DATASETS

from .image_captions import check_text
from .shard_parts import find_shards, pieces, split_evenly, split_over_devices


@DATASETS.register_module()
class CaptionShards(IterableDataset):
    """Images with captions in tar shards of `webdataset`, of one or several sources.

    In an epoch every sample of every source is read once: the shards of all sources are put in a random order, their
    samples are numbered through, and each device, and of it each worker, reads a part of the numbers. All devices read
    as many samples; if that does not come out even, fewer samples than there are devices are read twice. So the length
    of an epoch is known, and the order depends on the seed and the epoch alone; :class:`mmuvp.DatasetEpochHook` tells
    the epoch, after resuming too. A worker drops or fills up its own last batch.

    The number of samples in a shard is taken from `sizes.json` in its folder, a dict of numbers by file name, as
    `open_clip` has it; shards that it does not name are counted, which reads their headers once.

    A sample of a shard are files of one name: an image, and a text or a JSON file that has the caption. A sample of
    the set has `img` (H, W, 3), uint8 BGR, `img_shape` and `ori_shape`, so no image is loaded in the pipeline;
    `img_path`, which tells shard and name; and `caption`, and `words` where the JSON file has them.

    Args:
        sources (str | Sequence[str]): Shards, several by braces, such as `cc12m/{00000..01242}.tar`, or by a star,
            such as `cc12m/*.tar`; relative to `data_root`, unless they have a scheme, such as `pipe:` or `http:`.
        pipeline (Sequence[dict | Callable]): Transforms.
        data_root (str): Folder of the sources.
        sizes_file (str, optional): JSON file that is read in the place of all `sizes.json`.
        shuffle (bool): Whether shards are put in a new order each epoch, and samples by a buffer.
        buffer_size (int): Samples of a worker's buffer.
        seed (int, optional): Of the order. None takes one that all devices share.
        on_broken (str): `'raise'` an error where a sample has no image, no caption or cannot be read; or `'warn'`, and
            read another one of the part twice in its place.
        image_keys (Sequence[str]): Endings of images.
        caption_keys (Sequence[str]): Endings of captions; `json` files must have a key `caption`.

    Raises:
        FileNotFoundError: If a local shard does not exist.
        ValueError: If a shard cannot be read or holds another number of samples than `sizes.json` says, if one with a
            scheme is not in `sizes.json`, and on broken samples. The message names shard and sample.
    """

    def __init__(self, sources, pipeline, data_root='', sizes_file=None, shuffle=True, buffer_size=1000, seed=None,
                 on_broken='raise', image_keys=('jpg', 'jpeg', 'png', 'webp'), caption_keys=('txt', 'text', 'json')):
        check_choice('on_broken', on_broken, ('raise', 'warn'))
        self.sources = [sources] if isinstance(sources, str) else list(sources)
        self.data_root, self.sizes_file = data_root, sizes_file
        self.shuffle, self.buffer_size = shuffle, buffer_size
        self.seed = sync_random_seed() if seed is None else seed
        self.on_broken = on_broken
        self.image_keys, self.caption_keys = tuple(image_keys), tuple(caption_keys)
        self.pipeline = Compose(pipeline)
        self.metainfo = {}
        # in shared memory: workers that persist must hear of a new epoch
        self._epoch = torch.zeros((), dtype=torch.int64).share_memory_()
        self._shards = None

    @property
    def shards(self):
        """list[tuple[str, int]]: All shards and how many samples each has, in the order of the sources."""
        if self._shards is None:
            self._shards = find_shards(self.sources, self.data_root, self.sizes_file)
        return self._shards

    def full_init(self):
        """Count the samples; data loaders of mmengine call this before they start workers."""
        _ = self.shards

    def set_epoch(self, epoch):
        """Choose the order of the next pass.

        Args:
            epoch (int): Number of the epoch.
        """
        self._epoch.fill_(epoch)

    def __len__(self):
        """Samples of this device in an epoch."""
        start, stop = self._device_part()
        return stop - start

    def __iter__(self):
        """Read this worker's part of an epoch.

        Yields:
            object: What the pipeline makes of a sample.
        """
        worker = get_worker_info()
        part = (0, 1) if worker is None else (worker.id, worker.num_workers)
        start, stop = split_evenly(*self._device_part(), *part)
        rng = random.Random(f'{self.seed}-{int(self._epoch)}')
        shards = rng.sample(self.shards, len(self.shards)) if self.shuffle else self.shards
        missing = stop - start
        while missing > 0:
            before = missing
            for sample in itertools.islice(self._decoded(shards, start, stop, rng), missing):
                yield self.pipeline(sample)
                missing -= 1
            if missing == before:
                raise ValueError(f'none of {stop - start} samples of {self.sources} can be read')

    def _device_part(self):
        total = sum(size for _, size in self.shards)
        return split_over_devices(total, get_rank(), get_world_size())

    def _decoded(self, shards, start, stop, rng):
        samples = self._read(shards, start, stop)
        if self.shuffle:
            from webdataset.filters import shuffle
            samples = shuffle(self.buffer_size, initial=self.buffer_size, rng=rng)(samples)
        for sample in samples:
            try:
                decoded = self._decode(sample)
            except ValueError as error:
                self._complain(error)
                continue
            yield decoded

    def _read(self, shards, start, stop):
        for index, first, last in pieces([size for _, size in shards], start, stop):
            yield from self._read_shard(*shards[index], first, last)

    def _read_shard(self, url, size, first, last):
        from webdataset.tariterators import tarfile_samples
        samples, number = tarfile_samples([dict(url=url)]), 0
        try:
            for number, sample in enumerate(itertools.islice(samples, last), start=1):
                if number > first:
                    yield sample
            number += last == size and next(samples, None) is not None
        except (OSError, tarfile.TarError, ValueError) as error:
            self._complain(ValueError(f'{url} cannot be read behind its sample {number}: {error.args[0]}'))
            return
        if number != last:
            more_or_less = 'more' if number > last else f'only {number}'
            self._complain(ValueError(f'{url} should have {size} samples, as is said of it, and has {more_or_less}'))

    def _decode(self, sample):
        place = f'{sample["__url__"]}/{sample["__key__"]}'
        image = _decode_image(_first(sample, self.image_keys, 'image', place))
        if image is None:
            raise ValueError(f'the image of {place} cannot be read')
        return dict(img=image, img_shape=image.shape[:2], ori_shape=image.shape[:2], img_path=place,
                    **self._text(sample, place))

    def _text(self, sample, place):
        content = _first(sample, self.caption_keys, 'caption', place)
        is_json = next(key for key in self.caption_keys if key in sample) == 'json'
        try:
            content = content.decode('utf-8')
            entry = json.loads(content) if is_json else dict(caption=content)
        except ValueError as error:
            raise ValueError(f'the caption of {place} cannot be read: {error}') from error
        return check_text(entry, place)

    def _complain(self, error):
        if self.on_broken == 'raise':
            raise error
        warnings.warn(str(error), stacklevel=2)


def _decode_image(content):
    """Decode an image, BGR; None if that cannot be done."""
    try:
        return mmcv.imfrombytes(content)
    except cv2.error:  # of no bytes at all
        return None


def _first(sample, keys, what, place):
    for key in keys:
        if key in sample:
            return sample[key]
    raise ValueError(f'{place} has no {what}, which would end in one of {", ".join(keys)}')
