"""RefCOCO and its like: which expressions refer to what."""
import json
import os
import pickle

import numpy as np
import pytest
from mmcv.transforms import LoadImageFromFile
from referring_files import GREFS, REFS, box_mask, ref, write_coco

from mmuvp.datasets import ReferringCOCO
from mmuvp.datasets.referring_dataset import clean_expression
from mmuvp.datasets.transforms import LoadReferredMask


def mask_of(sample):
    masks = LoadReferredMask()(LoadImageFromFile()(sample))['gt_masks']
    assert masks.masks.shape == (1, 20, 30)
    return masks.masks[0].astype(bool)


def test_all_sentences_of_a_target_with_its_mask(tmp_path):
    data = ReferringCOCO(**write_coco(tmp_path), split='val')
    assert [sample['ref_id'] for sample in data] == ['1', '2', '3']
    assert [sample['text'] for sample in data] == [
        ['the red one', 'redpink box'], ['больший ящик'], ['another for the same']]
    # two expressions may refer to one object
    for sample, number in zip(data, (11, 12, 11), strict=True):
        np.testing.assert_array_equal(mask_of(sample), box_mask(number))
    assert len(ReferringCOCO(**write_coco(tmp_path), split='testA')) == 1


def test_sentences_apart(tmp_path):
    data = ReferringCOCO(**write_coco(tmp_path), split='val', sentences='apart')
    assert [(sample['ref_id'], sample['text']) for sample in data] == [
        ('1-0', ['the red one']), ('1-1', ['redpink box']), ('2-0', ['больший ящик']),
        ('3-0', ['another for the same'])]


def test_several_targets_and_none(tmp_path):
    both, nothing, lowest = ReferringCOCO(**write_coco(tmp_path, GREFS, 'grefs(unc).json'), split='val')
    np.testing.assert_array_equal(mask_of(both), box_mask(11) | box_mask(12))
    assert not mask_of(nothing).any()
    np.testing.assert_array_equal(mask_of(lowest), box_mask(13))


def test_pickles_of_python_2(tmp_path):
    arguments = write_coco(tmp_path)
    text = b"(lp0\n(dp1\nS'ref_id'\np2\nI5\nsS'image_id'\nI7\nsS'ann_id'\nI12\nsS'split'\nS'val'\nsS'sentences'\n" \
           b"(lp3\n(dp4\nS'raw'\nS'caf\\xc3\\xa9'\nsasa."
    (tmp_path / 'refs(unc).p').write_bytes(text)
    sample, = ReferringCOCO(**arguments)
    assert (sample['text'], sample['ref_id']) == (['café'], '5')


@pytest.mark.parametrize(('text', 'expected'), [
    (' "The" left/right Dog ', 'the leftright dog'), ('"/"', ''), ('左の犬', '左の犬')])
def test_cleaning(text, expected):
    assert clean_expression(text) == expected


class Hostile:
    def __reduce__(self):
        return os.system, ('touch hacked', )


@pytest.mark.parametrize(('content', 'message'), [
    (pickle.dumps([Hostile()]), r'refs\(unc\).p holds more than plain data, or is cut off: .*GLOBAL (posix|nt).system'),
    (pickle.dumps([np.float64(1)]), 'holds more than plain data.*GLOBAL numpy'),
    (pickle.dumps(REFS)[:-9], 'is cut off'),
    (b'', 'is cut off'),
    (b'not a pickle', 'is cut off'),
    (pickle.dumps({}), 'must hold a list of expressions'),
    (pickle.dumps([7]), 'entry 0 has no ann_id and no image_id and no ref_id'),
    (pickle.dumps([dict(REFS[1], ann_id=99)]), r'1 refers to annotation 99, which is not in .*instances.json'),
    (pickle.dumps([dict(REFS[1], image_id=99)]), '1 refers to image 99'),
    (pickle.dumps([ref(6, 11, 'val', 'left', ' "" ')]), r"refs\(unc\).p: target 6 has an expression without words: ' "),
    (pickle.dumps([ref(6, 11, 'val')]), 'target 6 has no expression'),
])
def test_pickles_that_do_not_fit(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    arguments = write_coco(tmp_path)
    (tmp_path / 'refs(unc).p').write_bytes(content)
    with pytest.raises(ValueError, match=message):
        ReferringCOCO(**arguments)
    assert not (tmp_path / 'hacked').exists()


def test_unknown_names(tmp_path):
    with pytest.raises(ValueError, match=r"split of .*\.p must be one of 'testA', 'train', 'val', not 'testC'"):
        ReferringCOCO(**write_coco(tmp_path), split='testC')
    with pytest.raises(ValueError, match="sentences must be one of 'together', 'apart', not 'mixed'"):
        ReferringCOCO(**write_coco(tmp_path), sentences='mixed')


@pytest.mark.parametrize('name', ['refs(unc).p', 'grefs(unc).json', 'instances.json'])
def test_missing_files(tmp_path, name):
    arguments = write_coco(tmp_path, name=name if name.startswith(('refs', 'grefs')) else 'refs(unc).p')
    (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError, match=r'does not exist; it must hold'):
        ReferringCOCO(**arguments)


@pytest.mark.parametrize(('change', 'message'), [
    (dict(height=21), r'\.jpg has 20 x 30 pixels \(height x width\), but the annotations say 21 x 30'),
    (dict(segmentations=[dict(size=[20, 29], counts=[580])]), 'a mask of it has 20 x 29')])
def test_masks_of_another_size(tmp_path, change, message):
    sample = ReferringCOCO(**write_coco(tmp_path))[0]
    with pytest.raises(ValueError, match=message):
        mask_of({**sample, **change})


def test_json_that_cannot_be_read(tmp_path):
    arguments = write_coco(tmp_path, GREFS, 'grefs(unc).json')
    (tmp_path / 'grefs(unc).json').write_text(json.dumps(GREFS)[:-5])
    with pytest.raises(ValueError, match=r'grefs\(unc\).json'):
        ReferringCOCO(**arguments)
