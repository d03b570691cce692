"""Weights that TransMix learnt, in detectors and segmentors; and a run of a segmentor on made-up files."""
from copy import deepcopy

import cv2
import numpy as np
import pytest
import torch
from mmpretrain.models.utils import resize_pos_embed
from reduction import SIZE, build
from tasks import task_of

from mmuvp.apis.runtime import build_runner, use_tta

TRANSFERS = [
    ('transmix_deit-small_in1k', 'linear_transmix-deit-small_pascal-context'),
    ('transmix_deit-small_in1k', 'segmenter_transmix-deit-small_pascal-context'),
    ('cutmix_deit-small_in1k', 'linear_deit-small_pascal-context'),
    ('cutmix_deit-small_in1k', 'segmenter_deit-small_pascal-context'),
    ('transmix_pvt-small_in1k', 'mask-rcnn_transmix-pvt-small_coco'),
    ('cutmix_pvt-small_in1k', 'mask-rcnn_pvt-small_coco'),
]


@pytest.mark.parametrize(('source', 'target'), TRANSFERS)
def test_a_backbone_takes_the_weights_of_the_classifier(source, target, read_config, tmp_path, monkeypatch):
    """The config names the file that training of the classifier writes; all weights of the backbone are there."""
    monkeypatch.chdir(tmp_path)
    init_cfg = read_config(target).model.backbone.init_cfg
    assert init_cfg.checkpoint == f'work_dirs/{source}/epoch_{read_config(source).train_cfg.max_epochs}.pth'
    classifier = reduced(read_config(source))
    (tmp_path / init_cfg.checkpoint).parent.mkdir(parents=True)
    torch.save(dict(state_dict=classifier.state_dict()), init_cfg.checkpoint)
    backbone = reduced(read_config(target), init_cfg).backbone
    backbone.init_weights()
    given = classifier.backbone.state_dict()
    for key, value in backbone.state_dict().items():
        expected = given[key]
        if expected.shape != value.shape:
            assert key == 'pos_embed'
            expected = resize_pos_embed(expected, (14, 14), (30, 30), 'bicubic')
        assert torch.equal(value, expected), key


def reduced(cfg, init_cfg=None):
    model = task_of(cfg.model).reduce_model(cfg)
    model.backbone.init_cfg = init_cfg
    return build(model, task_of(cfg.model).SCOPE)


def write_images(root, dataset):
    """Three pictures of odd sizes and their classes, where Pascal Context has them; a list names them."""
    folders = {key: root / folder for key, folder in dataset.data_prefix.items()}
    names = ['2008_000001', '2008_000002', '2008_000003']
    for path in (*folders.values(), (root / dataset.ann_file).parent):
        path.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    for number, name in enumerate(names):
        classes = generator.integers(0, 60, (5, 7), dtype=np.uint8).repeat(9 + number, 0).repeat(11, 1)
        cv2.imwrite(str(folders['seg_map_path'] / f'{name}.png'), classes)
        cv2.imwrite(str(folders['img_path'] / f'{name}.jpg'), np.stack([4 * classes] * 3, axis=-1))
    (root / dataset.ann_file).write_text('\n'.join(names))


def reduce_config(cfg, root):
    """Make a config run for a moment, on one process of a CPU, on the data in a folder."""
    cfg = deepcopy(cfg)
    cfg.model = task_of(cfg.model).reduce_model(cfg)
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        loader.update(num_workers=0, persistent_workers=False)
        loader.dataset.data_root = str(root)
        for transform in loader.dataset.pipeline:
            if transform.type == 'RandomCrop':
                transform.crop_size = SIZE
    cfg.model.test_cfg.update(crop_size=SIZE, stride=(48, 64))
    cfg.train_cfg.update(max_iters=2, val_interval=2)
    cfg.default_hooks.checkpoint.interval = 2
    cfg.work_dir = str(root / 'work')
    return cfg


@pytest.mark.slow
@pytest.mark.parametrize('name', ['linear_deit-small_pascal-context', 'segmenter_deit-small_pascal-context'])
@pytest.mark.parametrize('multi_scale', [False, True])
def test_training_and_validation(name, multi_scale, read_config, tmp_path):
    cfg = reduce_config(read_config(name), tmp_path)
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        write_images(tmp_path, loader.dataset)
    if multi_scale:
        use_tta(cfg)
        cfg.update(train_dataloader=None, train_cfg=None, optim_wrapper=None, param_scheduler=None,
                   val_dataloader=None, val_cfg=None, val_evaluator=None)
    runner = build_runner(cfg)
    if not multi_scale:
        runner.train()
        assert (tmp_path / 'work/iter_2.pth').is_file()
    assert {'mIoU', 'mAcc'} <= runner.test().keys()
