import json

import pytest

from mmuvp.datasets import INaturalist

CONTENT = dict(
    images=[dict(id=7, file_name='train_val2018/Aves/12/a.jpg'), dict(id=3, file_name='train_val2018/Fungi/4/b.jpg')],
    categories=[dict(id=12, name='12'), dict(id=4, name='4'), dict(id=5, name='5')],
    annotations=[dict(id=0, image_id=3, category_id=4), dict(id=1, image_id=7, category_id=12)])


def make(root, content, num_classes=3):
    (root / 'train2018.json').write_text(content if isinstance(content, str) else json.dumps(content))
    return INaturalist(data_root=str(root), ann_file='train2018.json', num_classes=num_classes)


def test_labels_follow_the_ids_of_the_categories(tmp_path):
    dataset = make(tmp_path, CONTENT)
    found = [(dataset[i]['img_path'], dataset[i]['gt_label']) for i in range(len(dataset))]
    assert found == [(f'{tmp_path}/train_val2018/Aves/12/a.jpg', 2), (f'{tmp_path}/train_val2018/Fungi/4/b.jpg', 0)]


@pytest.mark.parametrize(('change', 'message'), [
    (dict(categories=CONTENT['categories'][:2]), 'has 2 categories, but num_classes is 3'),
    (dict(annotations=CONTENT['annotations'][:1]), 'one annotation for each of its 2 images'),
    (dict(annotations=[*CONTENT['annotations'], dict(id=2, image_id=7, category_id=4)]), 'one annotation for each'),
    (dict(images=[]), 'has no image'),
])
def test_files_that_contradict_themselves(change, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        make(tmp_path, {**CONTENT, **change})


def test_files_of_another_kind(tmp_path):
    with pytest.raises(ValueError, match='train2018.json is not of the format of .* it has no categories'):
        make(tmp_path, {key: value for key, value in CONTENT.items() if key != 'categories'})
    with pytest.raises(ValueError, match='train2018.json is no file of JSON'):
        make(tmp_path, '{')
    with pytest.raises(FileNotFoundError, match='val2018.json does not exist'):
        INaturalist(data_root=str(tmp_path), ann_file='val2018.json', num_classes=3)
