"""Training and test of reduced configs of ELASTIC on made-up files in the layout of COCO and of Pascal VOC."""
import json
from copy import deepcopy

import cv2
import numpy as np
import pytest
from mmdet.datasets import CocoDataset
from reduction import SIZE
from tasks import task_of

from mmuvp.apis.runtime import build_runner


@pytest.fixture
def reduced(read_config, tmp_path):
    """Function that makes a config run for a moment on the data in a folder."""
    def run(name, data_root):
        cfg = deepcopy(read_config(name))
        cfg.model = task_of(cfg.model).reduce_model(cfg)
        for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
            loader.update(batch_size=2, num_workers=0, persistent_workers=False)
            for dataset in loader.dataset.get('datasets', [loader.dataset]):
                dataset.data_root = str(data_root)
        cfg.work_dir = str(tmp_path / 'work')
        cfg.visualizer.name = cfg.experiment_name = tmp_path.name
        return cfg
    return run


def write_coco(root):
    """Two images for each split, with a cat of each size in the first."""
    categories = [dict(id=i + 1, name=name) for i, name in enumerate(CocoDataset.METAINFO['classes'])]
    cat = next(category['id'] for category in categories if category['name'] == 'cat')
    things = [dict(id=i, image_id=0, category_id=cat, area=area) for i, area in enumerate((100, 2000, 30000))]
    (root / 'annotations').mkdir()
    for split in ('train2014', 'val2014'):
        (root / split).mkdir()
        for i in range(2):
            cv2.imwrite(str(root / split / f'{i}.jpg'), np.full((60, 80, 3), 100 * i, np.uint8))
        (root / f'annotations/instances_{split}.json').write_text(json.dumps(dict(
            images=[dict(id=i, file_name=f'{i}.jpg') for i in range(2)], annotations=things, categories=categories)))


@pytest.mark.slow
@pytest.mark.parametrize('name', ['resnext50-elastic_multi-label_coco', 'dla-x60_multi-label_coco'])
def test_several_labels(name, reduced, tmp_path):
    write_coco(tmp_path)
    cfg = reduced(name, tmp_path)
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        loader.collate_fn = dict(type='default_collate')
    cfg.train_cfg.max_epochs = 1
    runner = build_runner(cfg)
    runner.train()
    assert list((tmp_path / 'work').glob('best_multi-label_f1-score_epoch_1.pth'))
    scores = runner.test()
    assert {'multi-label/f1-score', 'multi-label/f1-score_micro'} <= scores.keys()
    assert {f'size/{size}_f1_{kind}' for size in ('small', 'medium', 'large')
            for kind in ('class', 'overall')} <= scores.keys()
    assert all(0 <= score <= 100 for score in scores.values())


def write_voc(root):
    """Two images for each list, of half background and half dog, with a border without label."""
    labels = np.zeros((SIZE[0] - 5, SIZE[1] - 5), np.uint8)
    labels[:, 40:], labels[:, 40] = 12, 255
    for folder in ('JPEGImages', 'SegmentationClass', 'SegmentationClassAug', 'ImageSets/Segmentation'):
        (root / folder).mkdir(parents=True)
    for split in ('train', 'aug', 'val'):
        (root / f'ImageSets/Segmentation/{split}.txt').write_text(f'{split}_0\n{split}_1\n')
        for i in range(2):
            cv2.imwrite(str(root / f'JPEGImages/{split}_{i}.jpg'), np.stack([labels] * 3, axis=-1))
            for folder in ('SegmentationClass', 'SegmentationClassAug'):
                cv2.imwrite(str(root / f'{folder}/{split}_{i}.png'), labels)


@pytest.mark.slow
@pytest.mark.parametrize('name', ['deeplabv3_resnext50-elastic_voc', 'dla-up_dla-x60_voc'])
def test_segmentation(name, reduced, tmp_path):
    write_voc(tmp_path)
    cfg = reduced(name, tmp_path)
    cfg.model.data_preprocessor.test_cfg.size = SIZE
    datasets = cfg.train_dataloader.dataset.datasets
    for dataset in datasets:
        dataset.pipeline[4].crop_size = SIZE
        assert dataset.pipeline[4].type == 'RandomCrop'
    cfg.train_cfg.update(max_iters=2, val_interval=2)
    cfg.default_hooks.checkpoint.interval = 2
    runner = build_runner(cfg)
    runner.train()
    assert (tmp_path / 'work/iter_2.pth').is_file()
    assert 0 <= runner.test()['mIoU'] <= 100
