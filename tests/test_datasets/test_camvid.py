import cv2
import numpy as np
import pytest

from mmuvp.apis.config import load_config
from mmuvp.datasets import CamVidDataset
from mmuvp.registry import DATASETS


@pytest.fixture
def root(tmp_path):
    """Two frames of validation whose labels are 0 to 11 from left to right."""
    for folder in ('images/val', 'labels/val'):
        (tmp_path / folder).mkdir(parents=True)
    labels = np.tile(np.repeat(np.arange(12, dtype=np.uint8), 40), (360, 1))
    for name in ('a', 'b'):
        cv2.imwrite(str(tmp_path / f'images/val/{name}.jpg'), np.full((360, 480, 3), 90, np.uint8))
        cv2.imwrite(str(tmp_path / f'labels/val/{name}.png'), labels)
    return tmp_path


def validation_set(root):
    settings = load_config('fcn_r18_camvid').val_dataloader.dataset
    return DATASETS.build(dict(settings, data_root=str(root), _scope_='mmseg'))


def test_frames_are_halved_and_labels_are_not(root):
    dataset = validation_set(root)
    assert len(dataset) == 2
    sample = dataset[0]
    assert sample['inputs'].shape == (3, 180, 240)
    truth = sample['data_samples'].gt_sem_seg.data
    assert truth.shape == (1, 360, 480)
    assert truth[0, 0, ::40].tolist() == [*range(11), 255]


def test_a_choice_of_classes_ignores_the_others():
    assert CamVidDataset.get_label_map() == {11: 255}
    chosen = CamVidDataset.get_label_map(['car', 'road'])
    assert (chosen[8], chosen[3], chosen[0], chosen[11]) == (0, 1, 255, 255)


def test_a_label_outside_the_classes_names_its_file(root):
    path = str(root / 'labels/val/b.png')
    cv2.imwrite(path, np.full((360, 480), 12, np.uint8))
    with pytest.raises(ValueError, match=r'b\.png has labels \[12\]; those of 11 classes are 0 to 10'):
        validation_set(root)[1]


def test_a_mask_of_another_size_names_its_file(root):
    cv2.imwrite(str(root / 'labels/val/b.png'), np.zeros((180, 240), np.uint8))
    with pytest.raises(ValueError, match=r'b\.png has labels of shape \(180, 240\), but its image .*b\.jpg measures '):
        validation_set(root)[1]
