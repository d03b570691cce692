"""ImageNet-A, ImageNet-O and parts of ImageNet on made-up folders."""
import numpy as np
import pytest
from mmengine.registry import DATASETS, DefaultScope
from PIL import Image

from mmuvp.datasets import ImageNetA, ImageNetO, ImageNetSubset
from mmuvp.datasets.imagenet_wnids import IMAGENET_A_WNIDS, IMAGENET_WNIDS

GOLDFISH, JAY, STINGRAY = 'n01443537', 'n01580077', 'n01498041'


def write(root, wnids, count=1):
    for wnid in wnids:
        (root / wnid).mkdir(parents=True)
        for number in range(count):
            Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(root / wnid / f'{wnid}_{number}.JPEG')
    return str(root)


def test_lists_of_wordnet_ids():
    assert len(set(IMAGENET_WNIDS)) == 1000
    assert list(IMAGENET_WNIDS) == sorted(IMAGENET_WNIDS)
    # tench, jay and toilet paper
    assert [IMAGENET_WNIDS.index(wnid) for wnid in ('n01440764', JAY, 'n15075141')] == [0, 17, 999]
    assert len(set(IMAGENET_A_WNIDS)) == 200
    assert set(IMAGENET_A_WNIDS) < set(IMAGENET_WNIDS)


def test_imagenet_a(tmp_path):
    dataset = ImageNetA(data_root=write(tmp_path, IMAGENET_A_WNIDS))
    assert len(dataset) == 200
    assert dataset.metainfo['labels'] == sorted(IMAGENET_WNIDS.index(wnid) for wnid in IMAGENET_A_WNIDS)
    assert len(dataset.metainfo['classes']) == 1000
    info = dataset[0]
    assert info['gt_label'] == IMAGENET_WNIDS.index(IMAGENET_A_WNIDS[0]) == 6
    assert info['img_path'].endswith(f'{STINGRAY}/{STINGRAY}_0.JPEG')


def test_imagenet_a_with_missing_and_surplus_classes(tmp_path):
    root = write(tmp_path, [*IMAGENET_A_WNIDS[2:], GOLDFISH])
    with pytest.raises(ValueError, match=rf"2 are missing \['{STINGRAY}', 'n01531178'\], 1 do not .* \['{GOLDFISH}'\]"):
        ImageNetA(data_root=root)


def test_class_folder_without_images(tmp_path):
    (tmp_path / IMAGENET_A_WNIDS[0]).mkdir()
    with pytest.raises(ValueError, match=rf"no image in \['{STINGRAY}'\], 1 folders in all"):
        ImageNetA(data_root=write(tmp_path, IMAGENET_A_WNIDS[1:]))


@pytest.mark.parametrize('kind', [ImageNetA, ImageNetO])
def test_folders_that_are_no_classes(kind, tmp_path):
    with pytest.raises(ValueError, match=r"folders \['n1443537'\].*no WordNet ids.*did you mean n01443537\?"):
        kind(data_root=write(tmp_path, ['n1443537', JAY]))


@pytest.mark.parametrize('kind', [ImageNetA, ImageNetO])
def test_folder_without_folders(kind, tmp_path):
    with pytest.raises(ValueError, match='no folder that is named by WordNet ids'):
        kind(data_root=str(tmp_path))
    with pytest.raises(FileNotFoundError, match='none.* does not exist'):
        kind(data_root=str(tmp_path / 'none'))


@pytest.fixture
def folders(tmp_path):
    """Folders of ImageNet-O with two classes and of ImageNet, whose val.txt has three classes."""
    outside = write(tmp_path / 'imagenet-o', [GOLDFISH, JAY], count=2)
    inside = tmp_path / 'imagenet'
    write(inside / 'val', [GOLDFISH, JAY, STINGRAY], count=3)
    (inside / 'meta').mkdir()
    lines = [f'{wnid}/{wnid}_{number}.JPEG {IMAGENET_WNIDS.index(wnid)}\n'
             for wnid in (STINGRAY, JAY, GOLDFISH) for number in range(3)]
    (inside / 'meta/val.txt').write_text(''.join(lines))
    return outside, str(inside)


def test_imagenet_o_beside_imagenet(folders):
    outside, inside = folders
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        dataset = DATASETS.build(dict(type='ConcatDataset', datasets=[
            dict(type='mmuvp.ImageNetSubset', class_folder=outside, data_root=inside, split='val'),
            dict(type='mmuvp.ImageNetO', data_root=outside)]))
    infos = [dataset[place] for place in range(len(dataset))]
    assert [info['out_of_distribution'] for info in infos] == [False] * 6 + [True] * 4
    assert [info['gt_label'] for info in infos] == [17] * 3 + [1] * 3 + [1] * 2 + [17] * 2
    assert dataset.metainfo['labels'] == [1, 17]


def test_classes_of_which_imagenet_has_no_image(folders, tmp_path):
    write(tmp_path / 'imagenet-o', ['n15075141'])
    with pytest.raises(ValueError, match=r"no image of 1 of the classes in .*imagenet-o: \['n15075141'\]"):
        ImageNetSubset(class_folder=folders[0], data_root=folders[1], split='val')


def test_class_folder_that_is_not_there(folders):
    with pytest.raises(FileNotFoundError, match='nowhere does not exist'):
        ImageNetSubset(class_folder='nowhere', data_root=folders[1], split='val')
