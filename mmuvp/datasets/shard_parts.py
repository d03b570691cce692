"""Which samples of tar shards each device and each of its workers reads."""
import glob
import json
import os.path as osp
import re
import tarfile
from pathlib import Path

SIZES_FILE = 'sizes.json'


def find_shards(sources, data_root, sizes_file=None):
    """Find shards and how many samples each has.

    Args:
        sources (Sequence[str]): See :class:`mmuvp.CaptionShards`.
        data_root (str): Folder of those that have no scheme.
        sizes_file (str, optional): JSON file of numbers by name of shards. None takes `sizes.json` in each folder.

    Returns:
        list[tuple[str, int]]: Places and numbers.

    Raises:
        FileNotFoundError: If a shard or the file does not exist.
        ValueError: If there is no source, a shard cannot be read, or the number of one with a scheme is not known.
    """
    urls = [url for source in sources for url in _expand(source, data_root)]
    if not urls:
        raise ValueError('there must be a source of shards')
    sizes = {} if sizes_file is None else _read_sizes(sizes_file)
    if sizes_file is None:
        for folder in dict.fromkeys(osp.dirname(url) for url in urls if not _has_scheme(url)):
            path = osp.join(folder, SIZES_FILE)
            if osp.isfile(path):
                sizes.update({osp.join(folder, name): size for name, size in _read_sizes(path).items()})
    return [(url, _size(url, sizes)) for url in urls]


def _expand(source, data_root):
    """All shards that a source names, in order."""
    from braceexpand import braceexpand
    for url in braceexpand(source):
        if _has_scheme(url):
            yield url
            continue
        path = osp.join(data_root, url)
        found = sorted(glob.glob(path)) if '*' in path else [path]
        if not found:
            raise FileNotFoundError(f'no file is named as {path}; there must be tar files of images and captions')
        yield from found


def _has_scheme(url):
    return re.match(r'[a-zA-Z][a-zA-Z0-9]+:', url) is not None


def _read_sizes(path):
    if not osp.isfile(path):
        raise FileNotFoundError(f'{path} does not exist; it must tell the number of samples by name of shards')
    sizes = json.loads(Path(path).read_text())
    if not isinstance(sizes, dict) or not all(isinstance(size, int) and size > 0 for size in sizes.values()):
        raise ValueError(f'{path} must be a dict of the numbers of samples, which are positive, by name of shards')
    return sizes


def _size(url, sizes):
    for name in (url, osp.basename(url)):
        if name in sizes:
            return sizes[name]
    if _has_scheme(url):
        raise ValueError(f'it is not known how many samples {url} has: name a sizes_file, a dict of numbers by name '
                         'of shards in JSON')
    return count_samples(url)


def count_samples(path):
    """Count the samples of a shard by its headers.

    Args:
        path (str | Path): A local tar file.

    Returns:
        int: How many samples `webdataset` makes of it: neighbours of one name with different endings.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it cannot be read as a tar file.
    """
    from webdataset.tariterators import group_by_keys
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'{path} does not exist; it must be a tar file of images and captions')
    try:
        with tarfile.open(path) as shard:
            files = [dict(fname=member.name, data=b'', __url__=str(path)) for member in shard if member.isreg()]
    except tarfile.TarError as error:
        raise ValueError(f'{path} is not a readable tar file: {error}') from error
    return sum(1 for _ in group_by_keys(files))


def split_evenly(start, stop, part, parts):
    """The bounds of one of several parts of a range, all of equal length or one less.

    Args:
        start (int): First of the range.
        stop (int): One after its last.
        part (int): Number of the part.
        parts (int): How many there are.

    Returns:
        tuple[int, int]: First of the part, and one after its last.
    """
    length = stop - start
    return start + length * part // parts, start + length * (part + 1) // parts


def split_over_devices(length, rank, world_size):
    """The bounds of a device's part; all parts are of one length.

    Where the samples do not go round, some neighbours share one, as `mmengine.dataset.DefaultSampler` repeats some.

    Args:
        length (int): Number of all samples, at least that of the devices.
        rank (int): Number of the device.
        world_size (int): How many there are.

    Returns:
        tuple[int, int]: First of the part, and one after its last.

    Raises:
        ValueError: If there are fewer samples than devices.
    """
    if length < world_size:
        raise ValueError(f'{length} samples are too few for {world_size} devices')
    share = -(-length // world_size)
    start = rank * (length - share) // max(world_size - 1, 1)
    return start, start + share


def pieces(sizes, start, stop):
    """Where a part of the shards' samples, joined in their order, lies.

    Args:
        sizes (Sequence[int]): Number of samples in each shard.
        start (int): First sample.
        stop (int): One after the last.

    Returns:
        list[tuple[int, int, int]]: Number of a shard, first of its samples, and one after the last.
    """
    found, first = [], 0
    for index, size in enumerate(sizes):
        low, high = max(start - first, 0), min(stop - first, size)
        if low < high:
            found.append((index, low, high))
        first += size
    return found
