"""Training, validation and testing of reduced configs on made-up files in the layout of each data set."""
import json
from copy import deepcopy
from pathlib import Path

import cv2
import numpy as np
import pytest
from mmdet.registry import DATASETS
from reduction import SIZE, reduce_model

from mmuvp.apis.runtime import build_runner

NAMES = ['max_s_coco_641', 'kmax_mobilenet-v3-small_cityscapes', 'kmax_r50_coco', 'remax-t_mobilenet-v3-small_coco',
         'remax_r50_ade20k_641', 'kmax_r50_ade20k_1281', 'axial-deeplab_axial-resnet-l_mapillary']


def write_data(root, dataset):
    """Write two images where the config of a data set of real data looks for them."""
    meta = DATASETS.get(dataset.type).METAINFO
    things = set(meta['thing_classes'])
    categories = [dict(id=i + 1, name=name.strip(), isthing=int(name in things))
                  for i, name in enumerate(meta['classes'])]
    segment_folder = root / dataset.data_prefix.get('seg', '')
    image_folder = root / dataset.data_prefix['img']
    if dataset.type == 'mmuvp.CityscapesPanopticDataset':
        image_folder /= 'aachen'
    for folder in (segment_folder, image_folder):
        folder.mkdir(parents=True, exist_ok=True)
    images, annotations = [], []
    for i in range(2):
        name, ids = f'aachen_{i}', draw_segments(len(things), len(categories))
        colours = np.stack([np.zeros_like(ids), np.zeros_like(ids), ids], axis=-1).astype(np.uint8)
        cv2.imwrite(str(segment_folder / f'{name}.png'), colours)
        cv2.imwrite(str(image_folder / f'{name}.jpg'), 2 * colours)
        images.append(dict(id=i, file_name=f'{name}.jpg', height=ids.shape[0], width=ids.shape[1]))
        annotations.append(dict(image_id=i, file_name=f'{name}.png', segments_info=[
            segment(ids, number) for number in np.unique(ids)]))
    path = root / dataset.ann_file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(images=images, annotations=annotations, categories=categories)))


def draw_segments(num_things, num_classes):
    """A map of category ids: two stuff classes, and two things on them."""
    ids = np.full((60, 80), num_classes)
    ids[:25] = num_things + 1
    ids[20:50, 10:40], ids[5:20, 50:75] = 1, num_things
    return ids


def segment(ids, number):
    y, x = np.nonzero(ids == number)
    box = [int(x.min()), int(y.min()), int(np.ptp(x)) + 1, int(np.ptp(y)) + 1]
    return dict(id=int(number), category_id=int(number), area=len(y), bbox=box, iscrowd=0)


def reduce_config(cfg, root):
    """Make a config run for a moment, on one process of a CPU, on the data in a folder."""
    cfg = deepcopy(cfg)
    original_root = cfg.data_root
    cfg.model = reduce_model(cfg.model)
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        loader.update(num_workers=0, persistent_workers=False)
    for node in walk(cfg._cfg_dict):
        for key in ('size', 'scale'):
            if isinstance(node.get(key), tuple | list) and min(node[key]) > 600:
                node[key] = SIZE[::-1]
        for key in ('data_root', 'ann_file', 'seg_prefix', 'outfile_prefix'):
            if isinstance(node.get(key), str):
                node[key] = node[key].replace(original_root, f'{root}/')
    cfg.optim_wrapper.type = 'OptimWrapper'
    cfg.train_cfg.update(max_iters=2, val_interval=2)
    cfg.default_hooks.checkpoint.interval = 2
    cfg.work_dir = f'{root}/work'
    return cfg


def walk(node):
    """All dicts in a config."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list | tuple):
        for child in node:
            yield from walk(child)


@pytest.mark.slow
@pytest.mark.parametrize('name', NAMES)
def test_training_and_validation(name, read_config, tmp_path):
    cfg = reduce_config(read_config(name), tmp_path)
    finds_centres = 'centre_threshold' in cfg.model.test_cfg
    if finds_centres:
        cfg.model.test_cfg.centre_threshold = -100
    dataset = cfg.train_dataloader.dataset
    write_data(tmp_path, dataset.get('dataset', dataset))
    write_data(tmp_path, cfg.val_dataloader.dataset)
    runner = build_runner(cfg)
    runner.train()
    assert (tmp_path / 'work/iter_2.pth').is_file()
    if finds_centres:  # there is no AP where nothing is found
        head = runner.model.panoptic_head
        head.semantic.output.bias.data[:head.num_things_classes] += 100
    metrics = runner.test()
    assert 0 <= metrics['pq/PQ'] <= 100
    assert ('pq/mIoU' in metrics) == ('ade20k' in name)
    if name.startswith('axial-deeplab'):
        assert {'coco/segm_mAP', 'mIoU'} <= metrics.keys()


@pytest.mark.slow
@pytest.mark.parametrize('name', ['max_s_coco_641_test-dev', 'kmax_r50_coco_test-dev', 'remax-b_r50_coco_test-dev'])
def test_writing_predictions_for_the_test_server(name, read_config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cfg = reduce_config(read_config(name), tmp_path)
    write_data(tmp_path, cfg.test_dataloader.dataset)
    cfg.update(train_dataloader=None, train_cfg=None, optim_wrapper=None, param_scheduler=None, val_dataloader=None,
               val_cfg=None, val_evaluator=None)
    build_runner(cfg).test()
    prefix = Path(cfg.test_evaluator.outfile_prefix)
    written = json.loads(Path(f'{prefix}.panoptic.json').read_text())['annotations']
    assert [entry['image_id'] for entry in written] == [0, 1]
    assert all(Path(f'{prefix}.panoptic', entry['file_name']).is_file() for entry in written)
