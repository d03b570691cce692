import runpy
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

import mmuvp
from mmuvp.apis.inferencer import PanopticInferencer, list_images, read_image

CONFIG = 'kmax_r18_scenes'
TOOL = Path(__file__).parents[2] / 'tools' / 'visualize.py'


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp('inferencer') / 'random.pth'
    torch.manual_seed(0)
    torch.save({'state_dict': mmuvp.get_model(CONFIG).state_dict()}, path)
    return path


@pytest.fixture(scope='module')
def scenes(tmp_path_factory):
    """Options for a data set of four images."""
    root = str(tmp_path_factory.mktemp('scenes'))
    spec = {'num_train': 2, 'num_val': 4, 'width': 64, 'height': 48, 'difficulty': 'easy', 'seed': 0}
    return {'val_dataloader.dataset.data_root': root, 'val_dataloader.dataset.spec': spec}


@pytest.fixture(scope='module')
def inferencer(checkpoint, scenes):
    return PanopticInferencer(CONFIG, checkpoint, 'cpu', scenes)


def test_arrays_and_files_give_the_same(inferencer, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (48, 72, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / 'a.png'), pixels)
    results = inferencer([pixels, tmp_path / 'a.png'], batch_size=2)
    maps = [result.pred_panoptic_seg.sem_seg for result in results]
    assert maps[0].shape == (1, 48, 72)
    assert (maps[0] == maps[1]).all()
    assert results[1].img_path == str(tmp_path / 'a.png')
    folder, = inferencer(tmp_path)
    assert (folder.pred_panoptic_seg.sem_seg == maps[0]).all()


def test_classes_come_from_the_config_if_the_checkpoint_has_none(inferencer):
    assert len(inferencer.visualizer.dataset_meta['classes']) == 14


def test_split_has_truth_and_is_drawn_with_it(inferencer):
    samples = list(inferencer.predict_split('val', 2))
    assert len(samples) == 2
    assert samples[0].img_path != samples[1].img_path
    assert 'gt_sem_seg' in samples[0]
    picture = inferencer.draw(samples[0].img_path, samples[0])
    assert picture.shape[1] == 3 * 512 + 8


def test_only_inference_parts(inferencer):
    assert inferencer.model.panoptic_head.auxiliary_semantic_head is None
    assert not inferencer.model.training


def test_bad_images_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.png does not exist'):
        read_image(tmp_path / 'none.png')
    (tmp_path / 'text.png').write_text('text')
    with pytest.raises(ValueError, match='text.png is not an image'):
        read_image(tmp_path / 'text.png')
    (tmp_path / 'empty').mkdir()
    with pytest.raises(FileNotFoundError, match='no image in .*empty'):
        list_images(tmp_path / 'empty')


@pytest.fixture
def visualize(checkpoint, monkeypatch):
    """Function that runs the tool on a folder."""
    def run(folder, out_dir):
        arguments = CONFIG, checkpoint, folder, '--out-dir', out_dir, '--device', 'cpu'
        monkeypatch.setattr('sys.argv', ['visualize.py', *map(str, arguments)])
        runpy.run_path(str(TOOL), run_name='__main__')
    return run


def test_unreadable_image_ends_visualize_with_a_message(visualize, tmp_path):
    (tmp_path / 'text.png').write_text('text')
    with pytest.raises(SystemExit, match='text.png is not an image that can be read'):
        visualize(tmp_path, tmp_path / 'out')


def test_visualize_draws_a_picture_of_each_image(visualize, tmp_path):
    (tmp_path / 'in').mkdir()
    for name in ('a.jpg', 'a.png'):
        cv2.imwrite(str(tmp_path / 'in' / name), np.zeros((33, 33, 3), np.uint8))
    visualize(tmp_path / 'in', tmp_path / 'out')
    assert sorted(path.name for path in (tmp_path / 'out').iterdir()) == ['a.jpg.png', 'a.png']


def test_visualize_overwrites_no_image(visualize, tmp_path):
    for name in ('a.jpg', 'a.jpg.png'):
        (tmp_path / name).write_text('mine')
    with pytest.raises(SystemExit, match=r'the picture of a\.jpg would overwrite .*/a\.jpg\.png; choose'):
        visualize(tmp_path, tmp_path)
    assert (tmp_path / 'a.jpg.png').read_text() == 'mine'


def test_visualize_draws_no_two_images_into_one_picture(visualize, tmp_path):
    for name in ('a.jpg', 'a.jpg.png'):
        (tmp_path / name).write_text('never read')
    with pytest.raises(SystemExit, match=r'a\.jpg and .*/a\.jpg\.png would have the same picture'):
        visualize(tmp_path, tmp_path / 'out')
