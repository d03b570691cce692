import numpy as np
import pytest

from mmuvp.registry import TRANSFORMS


def check(labels, shape=(2, 2), **kwargs):
    transform = TRANSFORMS.build(dict(type='mmuvp.CheckSegMap', num_classes=3, **kwargs))
    results = dict(gt_seg_map=np.array(labels, np.uint8), ori_shape=shape, img_path='a.jpg', seg_map_path='a.png')
    return transform(results)


def test_good_labels_pass_unchanged():
    assert check([[0, 1], [2, 255]])['gt_seg_map'].tolist() == [[0, 1], [2, 255]]
    check([[0, 1], [2, 7]], ignore_index=7)


@pytest.mark.parametrize(('labels', 'kwargs', 'message'), [
    ([[0, 3], [4, 255]], {}, r'a\.png has labels \[3, 4\]; those of 3 classes are 0 to 2, and 255 where there is none'),
    ([[0, 0], [0, 255]], dict(ignore_index=7), r'has labels \[255\]'),
    ([[0, 0]], {}, r'a\.png has labels of shape \(1, 2\), but its image a\.jpg measures \(2, 2\)'),
    ([[[0, 0], [0, 0]]], {}, r'has labels of shape \(1, 2, 2\)')])
def test_bad_labels_are_refused(labels, kwargs, message):
    with pytest.raises(ValueError, match=message):
        check(labels, **kwargs)
