"""Training, test and pictures of the small segmentors on made-up street frames."""
from copy import deepcopy

import cv2
import numpy as np
import pytest
from tasks import task_of

from mmuvp.apis.runtime import build_runner, use_tta, use_visualization

NAMES = ['setr-pup_hlg-small_camvid', 'setr-pup_small_camvid', 'setr-mla_small_camvid', 'resnext-elastic_small_camvid',
         'fcn_r18_camvid']


def write_frames(root):
    """Two frames for each split: bands of three classes, and a strip without labels."""
    labels = np.repeat(np.array([0, 1, 3, 11], np.uint8), 90)[:, None].repeat(480, axis=1)
    for split in ('train', 'val'):
        for folder in ('images', 'labels'):
            (root / folder / split).mkdir(parents=True)
        for name in ('a', 'b'):
            cv2.imwrite(str(root / f'labels/{split}/{name}.png'), labels)
            cv2.imwrite(str(root / f'images/{split}/{name}.jpg'), np.stack([20 * labels] * 3, axis=-1))


def reduce_config(cfg, root):
    """Make a config run for a moment on the frames in a folder."""
    cfg = deepcopy(cfg)
    size = cfg.data_preprocessor.size
    cfg.model = task_of(cfg.model).reduce_model(cfg)
    cfg.model.data_preprocessor.size = size
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        loader.update(batch_size=2, num_workers=0, persistent_workers=False)
        loader.dataset.data_root = str(root)
    cfg.train_cfg.update(max_iters=2, val_interval=2)
    cfg.default_hooks.checkpoint.interval = 2
    cfg.work_dir = str(root / 'work')
    cfg.visualizer.name = cfg.experiment_name = root.name  # a visualizer of the same name would be reused
    return cfg


@pytest.mark.slow
@pytest.mark.parametrize('name', NAMES)
def test_training_and_pictures(name, read_config, tmp_path):
    write_frames(tmp_path)
    cfg = reduce_config(read_config(name), tmp_path)
    use_visualization(cfg, show=False, show_dir=str(tmp_path / 'pictures'), wait_time=0)
    runner = build_runner(cfg)
    runner.train()
    assert (tmp_path / 'work/iter_2.pth').is_file()
    assert 0 <= runner.test()['mIoU'] <= 100
    pictures = list((tmp_path / 'pictures').rglob('*.png'))
    assert pictures
    assert cv2.imread(str(pictures[0])).shape == (360, 960, 3)  # the truth, and beside it what is predicted


@pytest.mark.slow
@pytest.mark.parametrize('name', NAMES)
def test_several_scales_and_mirror_images(name, read_config, tmp_path):
    write_frames(tmp_path)
    cfg = reduce_config(read_config(name), tmp_path)
    use_tta(cfg)
    cfg.update(train_dataloader=None, train_cfg=None, optim_wrapper=None, param_scheduler=None, val_dataloader=None,
               val_cfg=None, val_evaluator=None)
    assert 0 <= build_runner(cfg).test()['mIoU'] <= 100
