import json

import numpy as np
import pytest
import torch

from mmuvp.datasets.panoptic_png import write_panoptic_png
from mmuvp.evaluation import PanopticInstanceAP

CLASSES = ('car', 'dog', 'sky')


@pytest.fixture
def files(tmp_path):
    """One image with two cars, a dog, a crowd of dogs, and sky."""
    ids = np.full((40, 60), 5)
    ids[2:12, 2:12], ids[2:12, 20:40], ids[20:30, 5:25], ids[20:30, 40:58] = 1, 2, 3, 4
    categories = {1: 10, 2: 10, 3: 20, 4: 20, 5: 30}
    segments = [dict(id=number, category_id=category, iscrowd=int(number == 4), area=int((ids == number).sum()),
                     bbox=[0, 0, 1, 1]) for number, category in categories.items()]
    write_panoptic_png(str(tmp_path / 'a.png'), ids)
    (tmp_path / 'truth.json').write_text(json.dumps(dict(
        images=[dict(id=7, file_name='a.jpg', height=40, width=60)],
        categories=[dict(id=10 * n, name=name, isthing=int(name != 'sky')) for n, name in enumerate(CLASSES, 1)],
        annotations=[dict(image_id=7, file_name='a.png', segments_info=segments)])))
    return tmp_path, ids


def score(files, numbers, labels, scores, name='mAP'):
    folder, ids = files
    metric = PanopticInstanceAP(ann_file=str(folder / 'truth.json'), seg_prefix=str(folder))
    metric.dataset_meta = dict(classes=CLASSES)
    masks = torch.from_numpy(np.stack([ids == number for number in numbers]))
    instances = dict(masks=masks, labels=torch.tensor(labels), scores=torch.tensor(scores),
                     bboxes=torch.zeros(len(labels), 4))
    sample = dict(img_id=7, ori_shape=ids.shape, pred_instances=instances)
    metric.process({}, [sample])
    assert 'instances' not in sample  # other metrics are given the sample, too
    return metric.evaluate(1)[f'coco/segm_{name}']


def test_perfect_instances_have_an_ap_of_1_and_a_crowd_is_ignored(files):
    assert score(files, [1, 2, 3], [0, 0, 1], [0.9, 0.8, 0.7]) == pytest.approx(1)
    assert score(files, [1, 2, 3, 4], [0, 0, 1, 1], [0.9, 0.8, 0.7, 0.95]) == pytest.approx(1)


def test_a_missing_instance_and_a_wrong_class_cost_precision(files):
    assert score(files, [1, 3], [0, 1], [0.9, 0.7]) == pytest.approx((0.505 + 1) / 2, abs=0.01)
    assert score(files, [1, 2, 3], [0, 0, 0], [0.9, 0.8, 0.7]) == pytest.approx(0.5)


def test_an_unknown_image_is_named(files):
    folder, _ = files
    metric = PanopticInstanceAP(ann_file=str(folder / 'truth.json'), seg_prefix=str(folder))
    with pytest.raises(ValueError, match='lists no image 8'):
        metric.process({}, [dict(img_id=8)])


def test_sizes_are_those_of_masks(tmp_path):
    ids = np.full((120, 120), 5)
    ids[:100, :5], ids[95:100, :100] = 1, 1  # 975 pixels in a box of 10,000
    categories = [dict(id=10 * n, name=name, isthing=int(name != 'sky')) for n, name in enumerate(CLASSES, 1)]
    segments = [dict(id=number, category_id=category, iscrowd=0, area=int((ids == number).sum()), bbox=[0, 0, 1, 1])
                for number, category in ((1, 10), (5, 30))]
    write_panoptic_png(str(tmp_path / 'a.png'), ids)
    (tmp_path / 'truth.json').write_text(json.dumps(dict(
        images=[dict(id=7, file_name='a.jpg', height=120, width=120)], categories=categories,
        annotations=[dict(image_id=7, file_name='a.png', segments_info=segments)])))
    assert score((tmp_path, ids), [1], [0], [0.9], 'mAP_s') == pytest.approx(1)
    assert score((tmp_path, ids), [1], [0], [0.9], 'mAP_l') == -1  # there is none
