"""Tar shards of captions: who reads which samples, and what is said of broken ones."""
import io
import json
import tarfile
import warnings
from collections import Counter

import cv2
import numpy as np
import pytest
from torch.utils.data import DataLoader

from mmuvp.datasets import CaptionShards, caption_shards

IMAGE = cv2.imencode('.png', np.full((4, 6, 3), (10, 20, 30), np.uint8))[1].tobytes()


def write(path, samples):
    """Write a shard of files by name and content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, 'w') as shard:
        for name, content in samples.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            shard.addfile(entry, io.BytesIO(content))


def pairs(*names):
    return {f'{name}.{ending}': content for name in names
            for ending, content in (('png', IMAGE), ('txt', f'caption {name}'.encode()))}


@pytest.fixture
def sources(tmp_path):
    """Two sources of 5 shards with 17 samples altogether."""
    numbers, sizes = iter(range(17)), dict(a=(4, 1, 5), b=(2, 5))
    for folder, counts in sizes.items():
        for index, count in enumerate(counts):
            write(tmp_path / folder / f'{index:02d}.tar', pairs(*(f'{next(numbers):03d}' for _ in range(count))))
    return dict(data_root=str(tmp_path), sources=['a/{00..02}.tar', 'b/*.tar'])


def read(data, epoch=0, workers=0):
    data.set_epoch(epoch)
    loader = DataLoader(data, batch_size=None, num_workers=workers)
    return [sample['caption'] for sample in loader]


def build(sources, **kwargs):
    return CaptionShards(**{'pipeline': [], 'seed': 1, **sources, **kwargs})


ALL = {f'caption {number:03d}' for number in range(17)}


def test_a_sample(sources, tmp_path):
    sample = next(iter(build(sources, shuffle=False)))
    assert sample.pop('img').tolist() == np.full((4, 6, 3), (10, 20, 30)).tolist()
    assert sample == dict(caption='caption 000', img_shape=(4, 6), ori_shape=(4, 6),
                          img_path=f'{tmp_path}/a/00.tar/000')


@pytest.mark.parametrize('shuffle', [True, False])
@pytest.mark.parametrize(('world_size', 'workers'), [(1, 0), (1, 3), (2, 0), (3, 2), (17, 0)])
def test_every_sample_is_read_once_an_epoch(sources, monkeypatch, world_size, workers, shuffle):
    data = build(sources, shuffle=shuffle)
    monkeypatch.setattr(caption_shards, 'get_world_size', lambda: world_size)
    parts = []
    for rank in range(world_size):
        monkeypatch.setattr(caption_shards, 'get_rank', lambda rank=rank: rank)
        parts.append(read(data, workers=workers))
        assert len(parts[-1]) == len(data)
    assert len({len(part) for part in parts}) == 1
    counts = Counter(caption for part in parts for caption in part)
    assert counts.keys() == ALL
    # some are read twice for all devices to have as many
    assert sum(counts.values()) - len(ALL) < world_size


def test_the_order_depends_on_seed_and_epoch_alone(sources):
    data = build(sources)
    first, second = read(data, epoch=0), read(data, epoch=1)
    assert first != second
    assert set(first) == set(second) == ALL
    assert read(build(sources), epoch=1) == second
    assert read(build(sources, seed=2), epoch=1) != second
    assert read(build(sources, shuffle=False)) == read(build(sources, shuffle=False), epoch=1) == sorted(ALL)


def test_workers_that_persist_hear_of_the_epoch(sources):
    data = build(sources)
    loader = DataLoader(data, batch_size=None, num_workers=1, persistent_workers=True)
    orders = []
    for epoch in (0, 1, 0):
        data.set_epoch(epoch)
        orders.append([sample['caption'] for sample in loader])
    assert orders[0] == orders[2] != orders[1]


def test_sizes_need_not_be_counted(sources, tmp_path, monkeypatch):
    (tmp_path / 'a/sizes.json').write_text(json.dumps({'00.tar': 4, '01.tar': 1, '02.tar': 5}))
    counted = []
    monkeypatch.setattr('mmuvp.datasets.shard_parts.count_samples', lambda path: counted.append(path) or 2)
    assert len(build(dict(sources, sources='a/{00..02}.tar'))) == 10
    assert not counted
    (tmp_path / 'all.json').write_text(json.dumps({'00.tar': 3}))
    data = build(dict(sources, sources=['a/00.tar', 'pipe:cat x/00.tar']), sizes_file=str(tmp_path / 'all.json'))
    assert [size for _, size in data.shards] == [3, 3]


def test_a_stream(sources, tmp_path):
    (tmp_path / 'sizes.json').write_text(json.dumps({'01.tar': 5}))
    data = build(dict(sources=f'pipe:cat {tmp_path}/b/01.tar'), sizes_file=str(tmp_path / 'sizes.json'))
    assert set(read(data)) == {f'caption {number:03d}' for number in range(12, 17)}


def test_captions_in_json(tmp_path):
    entry = dict(caption='a dog', words=['dog'], url='x')
    write(tmp_path / '0.tar', {'0.jpg': IMAGE, '0.json': json.dumps(entry).encode()})
    sample, = build(dict(data_root=str(tmp_path), sources='0.tar'))
    assert (sample['caption'], sample['words']) == ('a dog', ['dog'])


BROKEN = [
    ({'x.txt': b'a dog'}, 'x has no image, which would end in one of jpg, jpeg, png, webp'),
    ({'x.jpg': IMAGE}, 'x has no caption, which would end in one of txt, text, json'),
    ({'x.jpg': b'no image', 'x.txt': b'a dog'}, 'the image of .*0.tar/x cannot be read'),
    ({'x.jpg': b'', 'x.txt': b'a dog'}, 'the image of .*0.tar/x cannot be read'),
    ({'x.jpg': IMAGE, 'x.txt': b' '}, '0.tar/x has an empty caption'),
    ({'x.jpg': IMAGE, 'x.txt': b'\xff'}, 'the caption of .*0.tar/x cannot be read'),
    ({'x.jpg': IMAGE, 'x.json': b'{"text": "a dog"}'}, '0.tar/x has no `caption`; its keys are'),
]


@pytest.mark.parametrize(('files', 'message'), BROKEN)
def test_a_broken_sample(tmp_path, files, message):
    write(tmp_path / '0.tar', {**pairs('a', 'b'), **files})
    source = dict(data_root=str(tmp_path), sources='0.tar')
    with pytest.raises(ValueError, match=message):
        read(build(source))
    with pytest.warns(UserWarning, match=message):
        captions = read(build(source, on_broken='warn'))
    # devices must make as many steps, so another sample takes the place
    assert len(captions) == 3
    assert set(captions) == {'caption a', 'caption b'}


def test_nothing_but_broken_samples(tmp_path):
    write(tmp_path / '0.tar', {'x.jpg': IMAGE})
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        with pytest.raises(ValueError, match='none of 1 samples of .*0.tar.* can be read'):
            read(build(dict(data_root=str(tmp_path), sources='0.tar'), on_broken='warn'))


@pytest.mark.parametrize(('size', 'found'), [(3, 'only 2'), (1, 'more')])
def test_a_shard_of_another_length_than_is_said(tmp_path, size, found):
    write(tmp_path / '0.tar', pairs('a', 'b'))
    (tmp_path / 'sizes.json').write_text(json.dumps({'0.tar': size}))
    with pytest.raises(ValueError, match=f'0.tar should have {size} samples, as is said of it, and has {found}'):
        read(build(dict(data_root=str(tmp_path), sources='0.tar')))


def test_a_shard_that_is_cut_off(tmp_path):
    write(tmp_path / '0.tar', pairs('a', 'b', 'c'))
    content = (tmp_path / '0.tar').read_bytes()
    # each file takes a block for its name and one for its content, of 512 bytes
    (tmp_path / '0.tar').write_bytes(content[:9 * 512 + 50])
    (tmp_path / 'sizes.json').write_text(json.dumps({'0.tar': 3}))
    with pytest.raises(ValueError, match='0.tar cannot be read behind its sample 1: unexpected end of data'):
        read(build(dict(data_root=str(tmp_path), sources='0.tar')))


@pytest.mark.parametrize(('source', 'error', 'message'), [
    ('none.tar', FileNotFoundError, 'none.tar does not exist; it must be a tar file'),
    ('none/*.tar', FileNotFoundError, r'no file is named as .*none/\*.tar'),
    ('text.tar', ValueError, 'text.tar is not a readable tar file'),
    ('http://x/0.tar', ValueError, 'it is not known how many samples http://x/0.tar has: name a sizes_file'),
    ([], ValueError, 'there must be a source of shards'),
])
def test_what_cannot_be_read(tmp_path, source, error, message):
    (tmp_path / 'text.tar').write_text('no tar')
    with pytest.raises(error, match=message):
        build(dict(data_root=str(tmp_path), sources=source)).full_init()


def test_bad_arguments(tmp_path, sources, monkeypatch):
    with pytest.raises(ValueError, match="on_broken must be one of 'raise', 'warn', not 'ignore'"):
        build(sources, on_broken='ignore')
    with pytest.raises(FileNotFoundError, match='none.json does not exist; it must tell the number of samples'):
        build(sources, sizes_file='none.json').full_init()
    (tmp_path / 'sizes.json').write_text('{"a": 0}')
    with pytest.raises(ValueError, match='must be a dict of the numbers of samples'):
        build(sources, sizes_file=str(tmp_path / 'sizes.json')).full_init()
    monkeypatch.setattr(caption_shards, 'get_world_size', lambda: 18)
    with pytest.raises(ValueError, match='17 samples are too few for 18 devices'):
        len(build(sources))
