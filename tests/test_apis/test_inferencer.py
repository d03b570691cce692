import cv2
import numpy as np
import pytest
import torch

import mmuvp
from mmuvp.apis.inferencer import PanopticInferencer, list_images, read_image

CONFIG = 'kmax_r18_scenes'


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


def test_unreadable_image_ends_visualize_with_a_message(checkpoint, tmp_path, monkeypatch):
    import runpy
    (tmp_path / 'text.png').write_text('text')
    monkeypatch.setattr('sys.argv', ['visualize.py', CONFIG, str(checkpoint), str(tmp_path), '--out-dir',
                                     str(tmp_path / 'out'), '--device', 'cpu'])
    with pytest.raises(SystemExit, match='text.png is not an image that can be read'):
        runpy.run_path('tools/visualize.py', run_name='__main__')
