import numpy as np
import pytest
import torch
from mmdet.datasets.transforms import PackDetInputs
from mmdet.models import DetDataPreprocessor
from panoptic_results import check_results, empty_results, scene_results

from mmuvp.registry import TRANSFORMS


def _pad(results, **kwargs):
    return TRANSFORMS.build(dict(type='mmuvp.FixedSizePad', **kwargs))(results)


@pytest.mark.parametrize('size', [(161, 129), (160, 120), (160, 121), (200, 120)])
def test_everything_is_padded_alike(size):
    original, results = scene_results(), _pad(scene_results(), size=size)
    check_results(results)
    assert results['img'].shape == (size[1], size[0], 3)
    assert np.array_equal(results['img'][:120, :160], original['img'])
    assert results['img_shape'] == (120, 160)
    assert results['pad_shape'] == size[::-1]
    padding = np.ones(size[::-1], bool)
    padding[:120, :160] = False
    assert np.array_equal(results['padding_mask'], padding)
    assert np.all(results['img'][padding] == 127.5)
    assert np.all(results['gt_seg_map'][padding] == 255)


def test_the_type_changes_only_for_fractions():
    assert _pad(scene_results(), size=(200, 200))['img'].dtype == np.float32
    assert _pad(scene_results(), size=(200, 200), img_pad_value=114)['img'].dtype == np.uint8


def test_padding_is_zero_after_normalization():
    results = _pad(scene_results(), size=(161, 129), img_pad_value=(123.675, 116.28, 103.53))
    results['img'] = results['img'][..., ::-1].copy()
    packed = PackDetInputs()(dict(results, img_id=0))
    preprocessor = DetDataPreprocessor(mean=[103.53, 116.28, 123.675], std=[58., 57., 57.])
    inputs = preprocessor(dict(inputs=[packed['inputs']], data_samples=[packed['data_samples']]))['inputs']
    padding = torch.from_numpy(results['padding_mask'])
    assert inputs.shape == (1, 3, 129, 161)
    assert inputs[0, :, padding].abs().max() < 1e-5
    assert inputs[0, :, ~padding].abs().min() < inputs[0, :, ~padding].abs().max()


def test_a_larger_image_is_named():
    with pytest.raises(ValueError, match=r'7\.png measures 160 x 120 .* does not fit 200 x 119'):
        _pad(scene_results(7), size=(200, 119))


def test_empty_images_and_images_without_truth():
    check_results(_pad(empty_results(), size=(80, 80)))
    results = _pad(dict(img=np.zeros((5, 6), np.uint8)), size=(7, 8))
    assert results['img'].shape == (8, 7)
