import numpy as np

from mmuvp.registry import DATASETS

SPEC = dict(num_train=3, num_val=2, width=64, height=64)


def test_boxes_are_those_of_the_things_of_the_panoptic_view(tmp_path):
    common = dict(data_root=str(tmp_path / 'scenes'), spec=SPEC)
    boxes = DATASETS.build(dict(type='mmuvp.ScenesInstanceDataset', **common))
    panoptic = DATASETS.build(dict(type='mmuvp.ScenesPanopticDataset', **common))
    assert boxes.metainfo['classes'] == panoptic.metainfo['thing_classes']
    assert len(boxes.metainfo['palette']) == 8
    assert len(boxes) == len(panoptic) == 3
    found = [sorted((x['bbox_label'], *np.round(x['bbox'])) for x in boxes[index]['instances']) for index in range(3)]
    assert any(found)
    expected = [sorted((x['bbox_label'], *np.round(x['bbox'])) for x in panoptic[index]['instances'])
                for index in range(3)]
    assert found == expected
