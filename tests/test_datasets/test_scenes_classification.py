import json
from pathlib import Path

from mmuvp.registry import DATASETS

SPEC = dict(num_train=3, num_val=2, width=64, height=64)


def test_each_picture_has_the_class_of_its_thing(tmp_path):
    data = DATASETS.build(
        dict(type='mmuvp.ScenesClassificationDataset', data_root=str(tmp_path / 'scenes'), spec=SPEC, split='val'))
    instances = json.loads((tmp_path / 'scenes/annotations/instances_val.json').read_text())
    names = {category['id']: category['name'] for category in instances['categories']}
    things = {(thing['image_id'], thing['segment_id']): names[thing['category_id']]
              for thing in instances['annotations']}
    assert len(data) > 0
    for index in range(len(data)):
        info = data[index]
        image, segment = Path(info['img_path']).stem.split('_')
        assert data.metainfo['classes'][info['gt_label']] == things[int(image), int(segment)]
