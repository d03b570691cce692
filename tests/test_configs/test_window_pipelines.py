"""Pipelines of semantic segmentation on files of an awkward size, and with labels that do not fit."""
import cv2
import numpy as np
import pytest
from mmcv.transforms import Compose
from mmengine.registry import MODELS, DefaultScope

WINDOWS = [('setr-pup_vit-large_cityscapes_80k', 768, 19), ('setr-pup_vit-large_ade20k', 512, 150),
           ('setr-pup_vit-large_pascal-context', 480, 60), ('setr-pup_small_camvid', 160, 11)]
CASES = [*WINDOWS, ('linear_deit-small_pascal-context', 480, 60), ('deeplabv3_resnext50_voc', 513, 21)]
HEIGHT, WIDTH = 90, 410


@pytest.fixture
def files(tmp_path):
    """A small, wide image, and the path where its labels belong."""
    cv2.imwrite(str(tmp_path / 'a.jpg'), np.full((HEIGHT, WIDTH, 3), 90, np.uint8))
    return dict(img_path=str(tmp_path / 'a.jpg'), seg_map_path=str(tmp_path / 'a.png'))


def run(cfg, split, files, label, size=(HEIGHT, WIDTH)):
    """What a pipeline makes of the image with one label all over."""
    cv2.imwrite(files['seg_map_path'], np.full(size, label, np.uint8))
    dataset = cfg['test_dataloader' if split == 'tta' else f'{split}_dataloader'].dataset
    dataset = dataset.get('datasets', [dataset])[0]
    pipeline = cfg.tta_pipeline if split == 'tta' else dataset.pipeline
    with DefaultScope.overwrite_default_scope('mmseg'):
        return Compose(pipeline)(dict(files, reduce_zero_label='ADE20K' in dataset.type, seg_fields=[]))


@pytest.mark.parametrize(('name', 'window', 'classes'), WINDOWS)
def test_a_window_fits_in_a_small_image(name, window, classes, read_config, files):
    sample = run(read_config(name), 'test', files, 1)
    assert sample['inputs'].shape == (3, window, round(WIDTH * window / HEIGHT))
    assert sample['data_samples'].gt_sem_seg.shape == (HEIGHT, WIDTH)
    for inputs in run(read_config(name), 'tta', files, 1)['inputs']:
        assert min(inputs.shape[1:]) >= window


@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_training_pads_what_is_smaller_than_the_crop(name, window, classes, read_config, files):
    """What is added counts in no loss."""
    cfg, thin = read_config(name), (10, WIDTH)
    cv2.imwrite(files['img_path'], np.full((*thin, 3), 90, np.uint8))
    samples = [run(cfg, 'train', files, 1, thin) for _ in range(2)]
    sizes = [sample['data_samples'].gt_sem_seg.shape for sample in samples]
    batch = MODELS.build(dict(cfg.data_preprocessor))(
        {key: [sample[key] for sample in samples] for key in ('inputs', 'data_samples')}, training=True)
    assert batch['inputs'].shape == (2, 3, window, window)
    for (height, width), sample in zip(sizes, batch['data_samples'], strict=True):
        assert height < window
        truth = sample.gt_sem_seg.data[0]
        assert truth.shape == (window, window)
        assert truth[:height, :width].unique().tolist() == [0 if 'ade20k' in name else 1]
        truth[:height, :width] = 255
        assert truth.unique().tolist() == [255]


@pytest.mark.parametrize('split', ['train', 'test', 'tta'])
@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_a_label_outside_the_classes_names_its_file(name, window, classes, split, read_config, files):
    label = classes + ('ade20k' in name)  # there, 0 is what has no label
    message = rf'a\.png has labels \[{classes}\]; those of {classes} classes are 0 to {classes - 1}'
    with pytest.raises(ValueError, match=message):
        run(read_config(name), split, files, label)


@pytest.mark.parametrize('split', ['train', 'test', 'tta'])
@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_where_there_is_no_label_is_no_error(name, window, classes, split, read_config, files):
    run(read_config(name), split, files, 0 if 'ade20k' in name else 255)


@pytest.mark.parametrize('split', ['train', 'test', 'tta'])
@pytest.mark.parametrize(('name', 'window', 'classes'), CASES)
def test_labels_of_another_size_name_both_files(name, window, classes, split, read_config, files):
    message = rf'a\.png has labels of shape \(45, 205\), but its image .*a\.jpg measures \({HEIGHT}, {WIDTH}\)'
    with pytest.raises(ValueError, match=message):
        run(read_config(name), split, files, 1, size=(HEIGHT // 2, WIDTH // 2))
