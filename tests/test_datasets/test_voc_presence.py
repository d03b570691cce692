"""Classes of the objects in images of Pascal VOC, on made-up files."""
import cv2
import numpy as np
import pytest
from mmengine.registry import DATASETS, DefaultScope

OBJECT = '<object><name>{}</name><difficult>{}</difficult></object>'


@pytest.fixture
def dataset(tmp_path):
    """Images with a cat and a difficult cat, with a difficult dog, and with nothing."""
    for folder in ('ImageSets/Main', 'JPEGImages', 'Annotations'):
        (tmp_path / folder).mkdir(parents=True)
    images = dict(cats=[('cat', 0), ('cat', 1)], dog=[('dog', 1)], nothing=[])
    for name, objects in images.items():
        cv2.imwrite(str(tmp_path / f'JPEGImages/{name}.jpg'), np.zeros((9, 9, 3), np.uint8))
        content = ''.join(OBJECT.format(*thing) for thing in objects)
        (tmp_path / f'Annotations/{name}.xml').write_text(f'<annotation>{content}</annotation>')
    (tmp_path / 'ImageSets/Main/test.txt').write_text('\n'.join(images))
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        return DATASETS.build(dict(type='mmuvp.VOCPresence', data_root=str(tmp_path), split='test', pipeline=[
            dict(type='LoadImageFromFile'), dict(type='PackInputs')]))


def test_scores(dataset):
    cat, dog = dataset.CLASSES.index('cat'), dataset.CLASSES.index('dog')
    scores = [dataset[i]['data_samples'].gt_score for i in range(3)]
    assert scores[0].nonzero().tolist() == [[cat]]
    assert scores[0][cat] == 1
    assert scores[1].nonzero().tolist() == [[dog]]
    assert scores[1][dog] == -1
    assert scores[2].tolist() == [0] * 20
