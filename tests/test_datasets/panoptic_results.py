"""Results dicts of scenes, and a check that everything in one says the same."""
import numpy as np

from mmuvp.datasets import IdMapMasks
from mmuvp.datasets.scenes import CLASSES, THINGS, SceneSpec, describe, render


def scene_results(index=0, height=120, width=160, difficulty='hard'):
    """What loading gives of a scene, with a strip of void."""
    scene = describe(SceneSpec(height=height, width=width, difficulty=difficulty), 'train', index)
    image, ids, segments = render(scene)
    ids[:, -5:] = 0
    things = [segment for segment in segments if segment['isthing'] and (ids == segment['id']).any()]
    id_map, seg_map = np.zeros(ids.shape, np.uint16), np.full(ids.shape, 255, np.uint8)
    for segment in segments:
        seg_map[ids == segment['id']] = segment['category_id'] - 1
    for number, segment in enumerate(things, 1):
        id_map[ids == segment['id']] = number
    masks = IdMapMasks(id_map, len(things))
    return dict(
        img=image, img_path=f'{index}.png', img_shape=image.shape[:2], ori_shape=image.shape[:2], gt_masks=masks,
        gt_bboxes=masks.get_bboxes(), gt_seg_map=seg_map, gt_ignore_flags=np.zeros(len(things), bool),
        gt_bboxes_labels=np.array([segment['category_id'] - 1 for segment in things], dtype=np.int64))


def empty_results(height=50, width=70):
    """What loading gives of an image with no segment."""
    masks = IdMapMasks(np.zeros((height, width), np.uint16), 0)
    return dict(
        img=np.zeros((height, width, 3), np.uint8), img_path='empty.png', img_shape=(height, width),
        ori_shape=(height, width), gt_masks=masks, gt_bboxes=masks.get_bboxes(),
        gt_seg_map=np.full((height, width), 255, np.uint8), gt_ignore_flags=np.zeros(0, bool),
        gt_bboxes_labels=np.zeros(0, np.int64))


def check_results(results):
    """Boxes, labels, masks, semantic map and image must fit together, and no instance be empty."""
    masks, seg_map, shape = results['gt_masks'].masks, results['gt_seg_map'], results['img'].shape[:2]
    assert seg_map.shape == shape
    assert masks.shape == (len(masks), *shape)
    assert len(masks) == len(results['gt_bboxes']) == len(results['gt_bboxes_labels']) == len(
        results['gt_ignore_flags'])
    assert np.array_equal(results['gt_bboxes'].tensor, results['gt_masks'].get_bboxes('hbox').tensor)
    assert all(mask.any() for mask in masks)
    assert set(np.unique(seg_map)) <= {*range(len(CLASSES)), 255}
    for mask, label in zip(masks, results['gt_bboxes_labels'], strict=True):
        assert set(seg_map[mask > 0]) == {label}
    assert np.array_equal(masks.sum(0, dtype=int), seg_map < len(THINGS))
