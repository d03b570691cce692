"""ImageNet of some classes, on made-up folders."""
import cv2
import numpy as np
import pytest
from mmengine.registry import DATASETS, DefaultScope

from mmuvp.datasets import ImageNetClasses

TENCH, GOLDFISH, STINGRAY = 'n01440764', 'n01443537', 'n01498041'
SOME = (STINGRAY, TENCH)


@pytest.fixture
def root(tmp_path):
    """ImageNet of two images of three classes; the first image is grey."""
    for wnid in (TENCH, GOLDFISH, STINGRAY):
        folder = tmp_path / 'train' / wnid
        folder.mkdir(parents=True)
        for number, shape in enumerate([(9, 9), (9, 9, 3)]):
            cv2.imwrite(str(folder / f'{wnid}_{number}.JPEG'), np.full(shape, 99, np.uint8))
    return tmp_path


def read(root, lines=SOME, num_classes=2):
    path = root / 'some.txt'
    path.write_text('\n'.join(lines))
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        return DATASETS.build(dict(
            type='mmuvp.ImageNetClasses', class_file=str(path), num_classes=num_classes, data_root=str(root),
            split='train', pipeline=[dict(type='LoadImageFromFile'), dict(type='PackInputs')]))


def test_labels_count_in_the_order_of_wordnet_ids(root):
    dataset = read(root)
    assert isinstance(dataset, ImageNetClasses)
    assert [dataset[i]['data_samples'].gt_label.item() for i in range(len(dataset))] == [0, 0, 1, 1]
    assert [TENCH in dataset.get_data_info(i)['img_path'] for i in range(4)] == [True, True, False, False]
    assert dataset.CLASSES == ['tench, Tinca tinca', 'stingray']


def test_labels_may_come_from_a_file(root):
    (root / 'meta').mkdir()
    (root / 'meta' / 'train.txt').write_text(
        f'{GOLDFISH}/{GOLDFISH}_0.JPEG 1\n{STINGRAY}/{STINGRAY}_1.JPEG 6\n{TENCH}/{TENCH}_1.JPEG 0\n')
    assert [info['gt_label'] for info in (read(root).get_data_info(i) for i in range(2))] == [1, 0]


def test_a_grey_image_has_three_channels(root):
    assert read(root)[0]['inputs'].shape == (3, 9, 9)


@pytest.mark.parametrize(('lines', 'count', 'message'), [
    ([], 2, 'lists 0 classes, and not 2'), (SOME, 100, 'lists 2 classes, and not 100'),
    ([TENCH, TENCH], 2, f'lists {TENCH} twice'), ([TENCH, 'tench'], 2, "'tench' is no WordNet id"),
    ([TENCH, 'n01530575'], 2, r"has no image of 1 of the classes in .*some.txt: \['n01530575'\]")])
def test_bad_lists(lines, count, message, root):
    with pytest.raises(ValueError, match=message):
        read(root, lines, count)


def test_a_missing_list(root):
    with pytest.raises(FileNotFoundError, match='missing.txt does not exist; it must have'):
        ImageNetClasses(class_file='missing.txt', num_classes=100, data_root=str(root), split='train')
