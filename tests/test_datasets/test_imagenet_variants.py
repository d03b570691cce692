"""ImageNet-C and the background challenge on made-up folders."""
import pytest

from mmuvp.datasets import BackgroundChallenge, ImageNetC
from mmuvp.datasets.background_challenge import CLASSES, VARIANTS
from mmuvp.datasets.imagenet_c import CORRUPTIONS, EXTRA_CORRUPTIONS

GOLDFISH, JAY = 'n01443537', 'n01580077'


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def entries(dataset):
    return [dataset[i] for i in range(len(dataset))]


@pytest.fixture
def corrupted(tmp_path):
    for corruption in CORRUPTIONS + EXTRA_CORRUPTIONS:
        for severity in range(1, 6):
            for wnid in (GOLDFISH, JAY):
                touch(tmp_path / corruption / str(severity) / wnid / 'ILSVRC2012_val_00000001.JPEG')
    return tmp_path


def test_imagenet_c(corrupted):
    found = entries(ImageNetC(data_root=str(corrupted)))
    assert len(found) == 19 * 5 * 2
    assert {info['gt_label'] for info in found} == {1, 17}
    for info in found:
        assert f'/{info["group"]}/{info["severity"]}/' in info['img_path']
    assert len({info['img_path'] for info in found}) == len(found)


def test_a_part_of_imagenet_c(corrupted):
    found = entries(ImageNetC(data_root=str(corrupted), corruptions=['fog'], severities=[2, 5]))
    assert [(info['group'], info['severity'], info['gt_label']) for info in found] == [
        ('fog', severity, label) for severity in (2, 5) for label in (1, 17)]


def test_bad_imagenet_c(corrupted):
    with pytest.raises(ValueError, match="corruptions must be one of 'gaussian_noise', .*, not 'rain'"):
        ImageNetC(data_root=str(corrupted), corruptions=['rain'])
    with pytest.raises(ValueError, match='severities must be one of 1, 2, 3, 4, 5, not 0'):
        ImageNetC(data_root=str(corrupted), severities=[0])
    for path in (corrupted / 'fog/3/n01443537').iterdir():
        path.unlink()
    with pytest.raises(ValueError, match=rf"fog/3: no image in \['{GOLDFISH}'\]"):
        ImageNetC(data_root=str(corrupted))
    with pytest.raises(FileNotFoundError, match='none/gaussian_noise/1 does not exist'):
        ImageNetC(data_root=str(corrupted / 'none'))


@pytest.fixture
def backgrounds(tmp_path):
    for variant in VARIANTS:
        for label, name in enumerate(CLASSES):
            touch(tmp_path / variant / 'val' / f'{label:02}_{name}' / f'{variant}.JPEG')
    return tmp_path


def test_background_challenge(backgrounds):
    dataset = BackgroundChallenge(data_root=str(backgrounds))
    assert dataset.metainfo['classes'] == CLASSES
    assert [(info['group'], info['gt_label']) for info in entries(dataset)] == [
        (variant, label) for variant in VARIANTS for label in range(9)]
    assert dataset[9]['img_path'] == str(backgrounds / 'only_fg/val/00_dog/only_fg.JPEG')


def test_bad_background_challenge(backgrounds):
    with pytest.raises(ValueError, match="variants must be one of 'original', .*, not 'only_bg'"):
        BackgroundChallenge(data_root=str(backgrounds), variants=['only_bg'])
    touch(backgrounds / 'no_fg/val/09_tree/1.JPEG')
    with pytest.raises(ValueError, match=r"no_fg/val must have the folders .*, not .*'09_tree'"):
        BackgroundChallenge(data_root=str(backgrounds))
    with pytest.raises(FileNotFoundError, match='original/val does not exist'):
        BackgroundChallenge(data_root=str(backgrounds / 'none'))
