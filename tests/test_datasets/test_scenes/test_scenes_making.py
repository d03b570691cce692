import hashlib
import json
import multiprocessing

import cv2
import numpy as np
import pytest
from pycocotools import mask as mask_utils
from pycocotools.coco import COCO

from mmuvp.datasets.scenes import (
    CLASSES,
    STUFF,
    SceneSpec,
    describe,
    ensure_scenes,
    making,
    render,
    write_scenes,
)

TINY = SceneSpec(num_train=3, num_val=2, width=72, height=64, difficulty='hard', seed=7)


@pytest.fixture(scope='module')
def tiny(tmp_path_factory):
    root = tmp_path_factory.mktemp('scenes') / 'tiny'
    write_scenes(root, TINY)
    return root


def _checksum(root):
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob('*') if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_on_any_machine(tiny):
    assert _checksum(tiny) == '9163da27ae5ff6c5c3ba960aa148ed95662f450592643fe221d6277442c10827'


def test_every_form_tells_the_same(tiny):
    panoptic = json.loads((tiny / 'annotations/panoptic_train.json').read_text())
    instances = COCO(tiny / 'annotations/instances_train.json')
    captions = json.loads((tiny / 'annotations/captions_train.json').read_text())
    assert len(captions['annotations']) == len(panoptic['annotations']) == len(panoptic['images']) == 3
    for entry in panoptic['annotations']:
        index, name = entry['image_id'], entry['file_name']
        image, ids, segments = render(describe(TINY, 'train', index))
        assert np.array_equal(cv2.imread(str(tiny / 'images/train' / name))[..., ::-1], image)
        colours = cv2.imread(str(tiny / 'annotations/panoptic_train' / name))[..., ::-1].astype(np.int64)
        assert np.array_equal(colours @ [1, 256, 65536], ids)
        semantic = cv2.imread(str(tiny / 'semantic/train' / name), cv2.IMREAD_UNCHANGED)
        for segment, written in zip(segments, entry['segments_info'], strict=True):
            assert {key: segment[key] for key in written} == written
            assert set(semantic[ids == segment['id']]) == {segment['category_id']}
        assert set(semantic[ids == 0]) <= {0}
        masks = {ann['segment_id']: mask_utils.decode(ann['segmentation'])
                 for ann in instances.loadAnns(instances.getAnnIds(imgIds=index))}
        assert masks.keys() == {segment['id'] for segment in segments if segment['isthing']}
        assert all(np.array_equal(mask, ids == segment_id) for segment_id, mask in masks.items())
    crops = list((tiny / 'classification/train').glob('*/*.png'))
    assert 0 < len(crops) <= len(instances.anns)
    assert {crop.parent.name for crop in crops} <= set(CLASSES) - set(STUFF)


def test_referring_expressions_are_written_with_their_masks(tiny):
    content = json.loads((tiny / 'annotations/referring_train.json').read_text())
    instances = json.loads((tiny / 'annotations/instances_train.json').read_text())
    assert content['annotations']
    by_id = {ann['id']: ann for ann in instances['annotations']}
    for ann in content['annotations']:
        assert ann.pop('sentences')
        assert by_id[ann['id']] == ann


def test_a_set_is_made_once_and_then_reused(tmp_path, monkeypatch):
    root = tmp_path / 'below' / 'scenes'
    assert ensure_scenes(root, TINY) == TINY
    monkeypatch.setattr(making, 'write_scenes', lambda *args: pytest.fail('made twice'))
    assert ensure_scenes(root, TINY) == TINY
    assert ensure_scenes(root) == TINY


def test_another_spec_is_refused_with_both_named(tiny):
    with pytest.raises(ValueError, match=r'seed=7.*seed=8'):
        ensure_scenes(tiny, SceneSpec(num_train=3, num_val=2, width=72, height=64, difficulty='hard', seed=8))


def test_a_foreign_folder_is_refused(tmp_path):
    (tmp_path / 'cat.jpg').touch()
    with pytest.raises(ValueError, match='not a set of scenes'):
        ensure_scenes(tmp_path, TINY)


def test_a_damaged_spec_file_is_named(tmp_path):
    (tmp_path / 'spec.json').write_text('{"colour": 1}')
    with pytest.raises(ValueError, match=r'spec\.json'):
        ensure_scenes(tmp_path)


def test_an_interrupted_making_leaves_nothing_and_can_be_repeated(tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure_scenes(tmp_path / 'scenes', TINY, stop)
    assert not (tmp_path / 'scenes').exists()
    (tmp_path / '.scenes.partial').mkdir()
    (tmp_path / '.scenes.partial' / 'rest of a killed process').touch()
    ensure_scenes(tmp_path / 'scenes', TINY)
    assert not (tmp_path / 'scenes' / 'rest of a killed process').exists()


def _make_and_log(root, barrier, makers):
    def write(*args):
        makers.put(1)
        write_scenes(*args)

    making.write_scenes = write
    barrier.wait()
    ensure_scenes(root, TINY)


def test_processes_that_start_together_make_it_once(tmp_path, tiny):
    context = multiprocessing.get_context('fork')
    barrier, makers = context.Barrier(4), context.Queue()
    arguments = (tmp_path / 'scenes', barrier, makers)
    processes = [context.Process(target=_make_and_log, args=arguments) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert makers.get(timeout=5) == 1
    assert makers.empty()
    assert _checksum(tmp_path / 'scenes') == _checksum(tiny)
