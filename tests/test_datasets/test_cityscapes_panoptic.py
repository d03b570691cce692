import json

from mmuvp.datasets import CityscapesPanopticDataset
from mmuvp.registry import DATASETS


def test_official_files_give_things_first_and_images_by_city(tmp_path):
    name = 'frankfurt_000000_000294'
    # The official file lists its categories by label id, stuff first.
    things = CityscapesPanopticDataset.METAINFO['thing_classes']
    names = sorted(CityscapesPanopticDataset.METAINFO['classes'], key=lambda name: (name in things, name))
    categories = [dict(id=7 + place, name=name, isthing=int(name in things)) for place, name in enumerate(names)]
    by_name = {category['name']: category['id'] for category in categories}
    segments = [dict(id=7, category_id=by_name['road'], iscrowd=0, area=9, bbox=[0, 0, 3, 3]),
                dict(id=26001, category_id=by_name['car'], iscrowd=0, area=9, bbox=[0, 0, 3, 3]),
                dict(id=24, category_id=by_name['person'], iscrowd=1, area=9, bbox=[0, 0, 3, 3])]
    content = dict(
        images=[dict(id=name, file_name=f'{name}_leftImg8bit.png', width=3, height=3)], categories=categories,
        annotations=[dict(image_id=name, file_name=f'{name}_gtFine_panoptic.png', segments_info=segments)])
    (tmp_path / 'cityscapes_panoptic_val.json').write_text(json.dumps(content))
    info = DATASETS.build(dict(
        type='mmuvp.CityscapesPanopticDataset', data_root=str(tmp_path), ann_file='cityscapes_panoptic_val.json',
        data_prefix=dict(img='leftImg8bit/val', seg='cityscapes_panoptic_val')))[0]
    assert info['img_path'] == f'{tmp_path}/leftImg8bit/val/frankfurt/{name}_leftImg8bit.png'
    assert info['seg_map_path'] == f'{tmp_path}/cityscapes_panoptic_val/{name}_gtFine_panoptic.png'
    assert info['img_id'] == name
    assert [segment['category'] for segment in info['segments_info']] == [8, 2, 0]
    assert [segment['is_crowd'] for segment in info['segments_info']] == [False, False, True]
    assert len(info['instances']) == 1
