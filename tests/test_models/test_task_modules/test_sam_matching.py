"""Masks against the segments of a class-agnostic segmenter, and where those come from."""
import sys
from types import ModuleType

import numpy as np
import pytest

from mmuvp.models.task_modules import HQSAMMasks, MaskFiles, SAMMatching
from mmuvp.registry import TASK_UTILS

SIZE = 20, 30
IMAGE = np.zeros((*SIZE, 3), np.uint8)


def columns(*spans):
    """(S, H, W) bool: segments that are ranges of columns."""
    segments = np.zeros((len(spans), *SIZE), bool)
    for segment, (start, stop) in zip(segments, spans, strict=True):
        segment[:, start:stop] = True
    return segments


def match(masks, segments, **settings):
    return SAMMatching(lambda image, path: segments, **settings)(IMAGE, masks)


def widths(masks):
    return masks[:, 0].sum(axis=1).tolist()


def test_union_of_what_lies_within_a_mask():
    assert widths(match(columns((0, 10)), columns((0, 5), (5, 11), (20, 30)))) == [11]


def test_a_segment_around_a_mask_matches():
    # all of the mask is in the segment: 1 of the smaller area, and 10 of 12 of the union
    assert widths(match(columns((0, 10)), columns((0, 12)))) == [12]


def test_a_union_that_differs_too_much_is_not_taken():
    masks = columns((0, 10))
    assert widths(match(masks, columns((0, 18)))) == [10]
    assert widths(match(masks, columns((0, 18)), iou_threshold=0.5)) == [18]


def test_the_best_one_stands_in_where_none_matches():
    # 8 of 10 each: not above 0.9, but the first is the best, and 8 of 12 of the union is above 0.6
    assert widths(match(columns((0, 10)), columns((2, 12), (12, 30)), iom_threshold=0.9, iou_threshold=0.6)) == [10]
    replaced = match(columns((0, 10)), columns((2, 12), (12, 30)), iom_threshold=0.9, iou_threshold=0.6)
    assert replaced[0, 0].nonzero()[0].tolist() == list(range(2, 12))


def test_crumbs_within_a_mask_do_not_match():
    segments = columns((0, 9), (9, 10))
    segments[1, 5:] = False  # 5 of the mask's 200 pixels, all of them within the mask
    assert match(columns((0, 10)), segments).sum() == 9 * SIZE[0]
    assert match(columns((0, 10)), segments, min_share=0.02).sum() == 9 * SIZE[0] + 5


def test_masks_are_matched_one_by_one():
    assert widths(match(columns((0, 10), (15, 25)), columns((0, 9), (15, 26)))) == [9, 11]


@pytest.mark.parametrize(('masks', 'segments'), [
    (columns(), columns((0, 3))), (columns((0, 3)), columns()), (columns((0, 0)), columns((0, 3)))])
def test_nothing_to_match(masks, segments):
    assert (match(masks, segments) == masks).all()


def test_segments_of_another_size():
    with pytest.raises(ValueError, match='do not fit'):
        match(columns((0, 3)), np.ones((1, 4, 4), bool))


def test_segments_of_files(tmp_path):
    np.savez_compressed(tmp_path / 'b.npz', masks=columns((0, 9)))
    matching = TASK_UTILS.build(dict(type='mmuvp.SAMMatching', provider=dict(
        type='mmuvp.MaskFiles', folder=str(tmp_path))))
    assert widths(matching(IMAGE, columns((0, 10)), 'images/b.jpg')) == [9]


def test_bad_files(tmp_path):
    with pytest.raises(FileNotFoundError, match='nowhere'):
        MaskFiles(tmp_path / 'nowhere')
    files = MaskFiles(tmp_path)
    with pytest.raises(FileNotFoundError, match=r'c\.npz'):
        files(IMAGE, 'c.jpg')
    with pytest.raises(ValueError, match='no path'):
        files(IMAGE)
    np.savez(tmp_path / 'c.npz', segments=columns((0, 3)))
    with pytest.raises(ValueError, match='no array masks'):
        files(IMAGE, 'c.jpg')


def test_hq_sam_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, 'segment_anything_hq', None)
    with pytest.raises(ImportError, match='segment_anything_hq'):
        HQSAMMasks('sam.pth')


@pytest.fixture
def library(monkeypatch):
    """A stand-in for the package, which notes what it is asked for."""
    class Generator:
        def __init__(self, model, **settings):
            library.model, library.settings = model, settings

        def generate(self, image):
            return [dict(segmentation=segment) for segment in library.segments]

    class Model:
        def __init__(self, checkpoint):
            self.checkpoint = checkpoint

        def to(self, device):
            self.device = device
            return self

    library = ModuleType('segment_anything_hq')
    library.SamAutomaticMaskGenerator, library.sam_model_registry = Generator, dict(vit_h=Model)
    library.segments = []
    monkeypatch.setitem(sys.modules, 'segment_anything_hq', library)
    return library


def test_hq_sam(library, tmp_path):
    with pytest.raises(FileNotFoundError, match=r'sam\.pth'):
        HQSAMMasks(tmp_path / 'sam.pth')
    (tmp_path / 'sam.pth').touch()
    masks = HQSAMMasks(tmp_path / 'sam.pth', device='cpu')
    assert masks(IMAGE).shape == (0, *SIZE)
    library.segments = list(columns((0, 2), (3, 5)))
    assert (masks(IMAGE) == columns((0, 2), (3, 5))).all()
    assert library.model.device == 'cpu'
    assert library.settings == dict(
        points_per_side=64, pred_iou_thresh=0.88, stability_score_thresh=0.95, box_nms_thresh=0.7)
