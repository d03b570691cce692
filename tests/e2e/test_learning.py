"""Models learn through the tools, from random initialisation, in a minute or two on one core."""
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COCO_SAMPLE = ROOT.parent / 'shared' / 'data' / 'coco_panoptic_sample'
CIFAR10 = ROOT.parent / 'shared' / 'data' / 'cifar10'

pytestmark = pytest.mark.slow


@pytest.fixture
def train(run_tool, tmp_path):
    """Function that trains a config with some options and returns the last scores, which have a score of a name."""
    def run(config, *options, score='pq/PQ'):
        result = run_tool('train.py', ROOT / 'configs' / config, '--work-dir', tmp_path / 'run', *options)
        assert result.returncode == 0, result.stderr[-2000:]
        scalars = next((tmp_path / 'run').glob('*/vis_data/scalars.json')).read_text().splitlines()
        return [record for record in map(json.loads, scalars) if score in record][-1]
    return run


@pytest.mark.parametrize('config', [
    'kmax_deeplab/kmax_r18_scenes.py', 'remax/remax_r18_scenes.py', 'max_deeplab/max_small_scenes.py',
    'axial_deeplab/axial-deeplab_axial-resnet-26_scenes.py'])
def test_scenes(config, train, scenes_options):
    scores = train(config, *scenes_options(200, 40, **{
        'train_dataloader.dataset.pipeline.3.size': '(65,65)', 'val_dataloader.dataset.pipeline.2.size': '(65,65)',
        'max_iters': 100, 'train_cfg.max_iters': 100, 'train_cfg.val_interval': 100, 'param_scheduler.1.end': 100}))
    # stuff is learned first; what a random model scores is 0
    assert scores['pq/PQ_st'] > 50


def test_parts_become_the_things_of_four_images(train, scenes_options, tmp_path):
    options = scenes_options(4, 4, **{
        'train_dataloader.batch_size': 4, 'train_cfg.max_iters': 150, 'train_cfg.val_interval': 150,
        'param_scheduler.1.end': 150, 'optim_wrapper.optimizer.lr': 1e-3, 'val_dataloader.dataset.split': 'train',
        'model.backbone.init_cfg': None})
    truth = tmp_path / 'scenes' / 'annotations' / 'panoptic_train'
    scores = train('vip/standalone-panoptic_vip-mini_scenes.py', *options,
                   f'val_evaluator.ann_file={truth}.json', f'val_evaluator.seg_prefix={truth}')
    assert scores['pq/PQ_th'] > 50


def test_photographs_of_coco(train):
    if not COCO_SAMPLE.is_dir():
        pytest.skip(f'needs two COCO photographs with panoptic truth in {COCO_SAMPLE.relative_to(ROOT.parent)}')
    root = COCO_SAMPLE
    options = {
        'max_iters': 100, 'train_cfg.max_iters': 100, 'train_cfg.val_interval': 100, 'param_scheduler.1.end': 100,
        'train_dataloader.dataset.pipeline.2.scale': '(321,321)',
        'val_dataloader.dataset.pipeline.1.scale': '(321,321)',
        'train_dataloader.dataset.pipeline.3.size': '(321,225)',
        'val_dataloader.dataset.pipeline.2.size': '(321,225)',
        'train_dataloader.dataset.data_root': root, 'val_dataloader.dataset.data_root': root,
        'val_evaluator.ann_file': root / 'annotations/panoptic_val2017.json',
        'val_evaluator.seg_prefix': root / 'annotations/panoptic_val2017'}
    scores = train('kmax_deeplab/kmax_r18_coco-sample.py', '--cfg-options',
                   *(f'{key}={value}' for key, value in options.items()))
    assert scores['pq/PQ'] > 15


@pytest.mark.parametrize(('config', 'narrow'), [
    ('axial_deeplab/axial-resnet-26_cifar-stem_cifar10.py',
     {'model.backbone.width': 0.125, 'model.head.in_channels': 256}),
    ('set/set_small_cifar10.py', {'model.backbone.channels': 16, 'model.head.in_channels': 256})])
def test_pictures_of_cifar10(config, narrow, train):
    if not CIFAR10.is_dir():
        pytest.skip(f'needs pictures of CIFAR-10 in {CIFAR10.relative_to(ROOT.parent)}')
    options = {'max_epochs': 1, 'train_cfg.max_epochs': 1, 'train_cfg.val_interval': 1, 'param_scheduler.0.end': 0.2,
               **narrow}
    for loader in ('train_dataloader', 'val_dataloader'):
        options |= {f'{loader}.dataset.data_root': CIFAR10, f'{loader}.num_workers': 0,
                    f'{loader}.persistent_workers': False}
    scores = train(config, '--cfg-options', *(f'{key}={value}' for key, value in options.items()),
                   score='accuracy/top1')
    assert scores['accuracy/top1'] > 20  # a guess scores 10
