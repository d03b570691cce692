import json

import pytest
from mmcv.transforms import LoadImageFromFile

from mmuvp.registry import DATASETS


def build(root, content, **kwargs):
    text = content if isinstance(content, str) else json.dumps(content)
    (root / 'captions.json').write_text(text)
    return DATASETS.build(dict(type='mmuvp.ImageCaptions', data_root=str(root), ann_file='captions.json',
                               data_prefix=dict(img_path='images'), pipeline=[], **kwargs))


def test_a_plain_list(tmp_path):
    data = build(tmp_path, [
        dict(image='a.jpg', caption='a dog runs', words=['dog', 'runs']), dict(image='b/c.jpg', caption='собака'),
        dict(image='a.jpg', caption='an animal')])
    assert len(data) == 2
    first, second = data[0], data[1]
    assert first['img_path'] == str(tmp_path / 'images/a.jpg')
    assert first['texts'] == [dict(caption='a dog runs', words=['dog', 'runs']), dict(caption='an animal')]
    assert (first['caption'], first['words']) == ('a dog runs', ['dog', 'runs'])
    assert second['caption'] == 'собака'
    assert 'words' not in second


def test_captions_of_coco(tmp_path):
    images = [dict(id=7, file_name='x.jpg'), dict(id=3, file_name='y.jpg')]
    annotations = [dict(image_id=3, caption='one'), dict(image_id=7, caption='two'), dict(image_id=3, caption='three')]
    data = build(tmp_path, dict(images=images, annotations=annotations))
    texts = {sample['img_path'].rsplit('/', 1)[1]: [text['caption'] for text in sample['texts']] for sample in data}
    assert texts == {'y.jpg': ['one', 'three'], 'x.jpg': ['two']}


COCO = dict(images=[dict(id=1, file_name='x.jpg')], annotations=[dict(image_id=2, caption='a')])


@pytest.mark.parametrize(('content', 'message'), [
    ('{', 'captions.json is not JSON'),
    (dict(captions=[]), 'neither a list of entries'),
    (['a dog'], 'entry 0 of .*captions.json must be a dict'),
    ([dict(image='a.jpg', caption='x'), dict(image='b.jpg')], 'entry 1 of .*captions.json has no `caption`'),
    ([dict(caption='x')], 'entry 0 of .*captions.json has no `image`'),
    ([dict(image='a.jpg', caption='  ')], 'entry 0 of .*captions.json has an empty caption'),
    ([dict(image='a.jpg', caption=3)], '`caption` of entry 0 .* must be of type str, not int'),
    ([dict(image='a.jpg', caption='x', words=[1])], '`words` of entry 0 .* must be strings'),
    (COCO, 'annotation 0 of .*captions.json is of image 2, which is not listed'),
])
def test_what_is_wrong_with_a_file(tmp_path, content, message):
    with pytest.raises(ValueError, match=message):
        build(tmp_path, content)


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.json does not exist; it must list images and their captions'):
        DATASETS.build(dict(type='mmuvp.ImageCaptions', data_root=str(tmp_path), ann_file='none.json'))


@pytest.mark.parametrize(('content', 'error'), [(None, FileNotFoundError), (b'no image', AssertionError)])
def test_an_image_that_cannot_be_read_is_named(tmp_path, content, error):
    data = build(tmp_path, [dict(image='a.jpg', caption='x')])
    (tmp_path / 'images').mkdir()
    if content is not None:
        (tmp_path / 'images/a.jpg').write_bytes(content)
    data.pipeline.transforms.append(LoadImageFromFile())
    with pytest.raises(error, match='a.jpg'):
        data[0]
