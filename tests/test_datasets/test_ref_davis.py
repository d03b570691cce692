"""Expressions for objects of videos, frame by frame."""
import numpy as np
import pytest
from mmcv.transforms import LoadImageFromFile
from referring_files import davis_mask, write_davis

from mmuvp.datasets import RefDAVIS
from mmuvp.datasets.transforms import LoadReferredMask


def test_frames_objects_and_annotations(tmp_path):
    data = RefDAVIS(**write_davis(tmp_path))
    assert len(data) == 4 * 3 * 2
    assert len({sample['ref_id'] for sample in data}) == len(data)
    assert data[0]['text'] == ['a moving box, annot1']
    assert data[0]['sequence'] == ('annot1', 'boxes', 1)
    assert {sample['sequence'][0] for sample in data} == {'annot1', 'annot1_full_video', 'annot2', 'annot2_full_video'}
    for index, (step, number) in enumerate((step, number) for step in range(3) for number in (1, 2)):
        mask = LoadReferredMask()(LoadImageFromFile()(data[index]))['gt_masks'].masks[0]
        np.testing.assert_array_equal(mask, davis_mask(step) == number)


def test_text_of_windows(tmp_path):
    data = RefDAVIS(**write_davis(tmp_path), annotations=['annot1', 'annot2'])
    assert [data[index]['text'] for index in (1, 7)] == [['“a box”']] * 2


@pytest.mark.parametrize(('text', 'message'), [
    ('boxes 1 "left"\n', 'has no expression for object 2 of boxes'),
    ('boxes left\n', "annot2.txt, line 1: not a video, the number of an object and an expression: 'boxes left'"),
    ('boxes 1 "left"\nboxes 2 ""\n', 'has an expression without words')])
def test_texts_that_do_not_fit(tmp_path, text, message):
    arguments = write_davis(tmp_path)
    (tmp_path / 'davis_text_annotations/Davis17_annot2.txt').write_text(text)
    with pytest.raises(ValueError, match=message):
        RefDAVIS(**arguments)


@pytest.mark.parametrize('name', ['davis_text_annotations/Davis17_annot2.txt', 'ImageSets/2017/val.txt',
                                  'Annotations/480p/boxes/00001.png'])
def test_missing_files(tmp_path, name):
    arguments = write_davis(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError, match=f'{name.rpartition("/")[2]} does not exist'):
        RefDAVIS(**arguments)
