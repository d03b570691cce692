"""Pipelines of SETR's data sets on files of an awkward size."""
import cv2
import numpy as np
import pytest
from mmcv.transforms import Compose
from mmengine.registry import DefaultScope

CASES = [('setr-pup_vit-large_cityscapes_80k', 768, 19), ('setr-pup_vit-large_ade20k', 512, 150),
         ('setr-pup_vit-large_pascal-context', 480, 60)]
HEIGHT, WIDTH = 90, 410


@pytest.fixture
def files(tmp_path):
    """A small, wide image, and the path where its labels belong."""
    cv2.imwrite(str(tmp_path / 'a.jpg'), np.full((HEIGHT, WIDTH, 3), 90, np.uint8))
    return dict(img_path=str(tmp_path / 'a.jpg'), seg_map_path=str(tmp_path / 'a.png'))


def run(cfg, split, files, label):
    cv2.imwrite(files['seg_map_path'], np.full((HEIGHT, WIDTH), label, np.uint8))
    dataset = cfg[f'{split}_dataloader'].dataset
    with DefaultScope.overwrite_default_scope('mmseg'):
        return Compose(dataset.pipeline)(dict(files, reduce_zero_label='ADE20K' in dataset.type, seg_fields=[]))


@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_a_window_fits_in_a_small_image(name, window, classes, read_config, files):
    sample = run(read_config(name), 'test', files, 1)
    assert sample['inputs'].shape == (3, window, round(WIDTH * window / HEIGHT))
    assert sample['data_samples'].gt_sem_seg.shape == (HEIGHT, WIDTH)


@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_training_crops_what_there_is(name, window, classes, read_config, files):
    sample = run(read_config(name), 'train', files, 1)
    assert max(sample['inputs'].shape[1:]) <= window
    assert sample['inputs'].shape[1:] == sample['data_samples'].gt_sem_seg.shape


@pytest.mark.parametrize('split', ['train', 'test'])
@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_a_label_outside_the_classes_names_its_file(name, window, classes, split, read_config, files):
    label = classes + ('ade20k' in name)  # there, 0 is what has no label
    message = rf'a\.png has labels \[{classes}\]; those of {classes} classes are 0 to {classes - 1}'
    with pytest.raises(ValueError, match=message):
        run(read_config(name), split, files, label)
