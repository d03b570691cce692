import pickle

import numpy as np
import pytest
import torch
from mmdet.datasets.transforms import PackDetInputs
from mmdet.models import DetDataPreprocessor
from mmdet.models.utils import preprocess_panoptic_gt
from mmdet.structures.mask import BitmapMasks

from mmuvp.datasets import IdMapMasks

RNG = np.random.RandomState(0)
EMPTY = IdMapMasks(np.zeros((6, 9), np.uint16), 0)


def _masks():
    """Five masks on 17 x 23 pixels, the fourth of them empty, with unassigned pixels between."""
    id_map = RNG.randint(0, 6, (17, 23)).astype(np.uint16)
    id_map[id_map == 4] = 0
    return IdMapMasks(id_map, 5)


OPERATIONS = {
    'chosen': lambda masks: masks[np.array([4, 0, 3])],
    'one': lambda masks: masks[2],
    'by_flags': lambda masks: masks[np.array([True, False, False, True, True])],
    'slice': lambda masks: masks[1:4],
    'twice': lambda masks: masks[[1, 1]],
    'none': lambda masks: masks[np.zeros(0, dtype=int)],
    'rescale_factor': lambda masks: masks.rescale(1.7),
    'rescale_limits': lambda masks: masks.rescale((40, 31)),
    'resize': lambda masks: masks.resize((9, 31)),
    'resize_bilinear': lambda masks: masks.resize((9, 31), 'bilinear'),
    'flip': lambda masks: masks.flip('horizontal'),
    'flip_both': lambda masks: masks.flip('diagonal'),
    'pad': lambda masks: masks.pad((20, 30)),
    'pad_with_ones': lambda masks: masks.pad((20, 30), pad_val=1),
    'crop': lambda masks: masks.crop(np.array([3, 2, 15, 11])),
    'crop_beyond': lambda masks: masks.crop(np.array([20, 10, 99, 99])),
    'rotate': lambda masks: masks.rotate((17, 23), 30),
    'expand': lambda masks: masks.expand(30, 30, 2, 3),
    'cat': lambda masks: type(masks).cat([masks, masks]),
}


@pytest.mark.parametrize('operation', OPERATIONS.values(), ids=OPERATIONS)
def test_it_does_what_bitmaps_do(operation):
    masks = _masks()
    expected, found = operation(masks.to_bitmaps()), operation(masks)
    assert (found.height, found.width, len(found)) == (expected.height, expected.width, len(expected))
    assert np.array_equal(found.masks, expected.masks)
    assert np.array_equal(found.areas, expected.areas)
    assert np.array_equal(found.get_bboxes('hbox').tensor, expected.get_bboxes('hbox').tensor)
    assert torch.equal(found.to_tensor(torch.bool, 'cpu'), expected.to_tensor(torch.bool, 'cpu'))


@pytest.mark.parametrize('operation', ['rescale_factor', 'resize', 'flip', 'pad', 'none'])
def test_no_masks_at_all(operation):
    found = OPERATIONS[operation](EMPTY)
    expected = OPERATIONS[operation](EMPTY.to_bitmaps())
    assert found.masks.shape == expected.masks.shape
    assert found.get_bboxes().tensor.shape == (0, 4)
    assert found.to_tensor(torch.float32, 'cpu').shape == expected.masks.shape


def test_it_is_small_to_send():
    masks = IdMapMasks(np.ones((100, 100), np.uint16), 50)
    content = pickle.dumps(masks)
    assert len(content) < 2.1 * 100 * 100
    assert np.array_equal(pickle.loads(content).masks, masks.masks)


def test_bitmaps_convert_unless_they_overlap():
    masks = _masks()
    assert np.array_equal(IdMapMasks.from_bitmaps(masks.to_bitmaps()).id_map, masks.id_map)
    assert IdMapMasks.from_bitmaps(masks) is masks
    with pytest.raises(ValueError, match='mask 1 overlaps'):
        IdMapMasks.from_bitmaps(BitmapMasks(np.ones((2, 4, 4), np.uint8), 4, 4))


def test_stock_heads_see_the_same_truth():
    masks = _masks()
    labels = torch.tensor([0, 1, 0, 1, 1])
    semantic = torch.from_numpy(np.where(masks.id_map > 0, 255, 2 + RNG.randint(0, 2, (17, 23))))[None].long()
    expected = preprocess_panoptic_gt(labels, masks.to_bitmaps(), semantic, 2, 2)
    found = preprocess_panoptic_gt(labels, masks, semantic, 2, 2)
    assert len(found[0]) == 7
    assert all(torch.equal(*pair) for pair in zip(found, expected, strict=True))


def test_packing_and_batching_keep_it():
    masks = _masks()
    packed = PackDetInputs()(dict(
        img=np.zeros((17, 23, 3), np.uint8), img_id=0, gt_masks=masks, gt_bboxes=masks.get_bboxes(),
        gt_bboxes_labels=np.zeros(5, int), gt_ignore_flags=np.array([0, 0, 1, 0, 0], bool), img_shape=(17, 23)))
    batch = DetDataPreprocessor(pad_size_divisor=32, pad_mask=True)(
        dict(inputs=[packed['inputs']], data_samples=[packed['data_samples']]), training=True)
    batched = batch['data_samples'][0].gt_instances.masks
    assert isinstance(batched, IdMapMasks)
    assert np.array_equal(batched.masks[:, :17, :23], masks.masks[[0, 1, 3, 4]])
    assert (batched.height, batched.width) == (32, 32)
