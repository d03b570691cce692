"""What the configs of GroupViT's evaluation say, against the paper and the published code, and runs of some."""
from copy import deepcopy
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.registry import DATASETS
from reduction import build
from tasks import task_of

from mmuvp.apis.config import check_top_level, list_models
from mmuvp.apis.runtime import build_runner, use_checkpoint
from mmuvp.datasets.class_names import class_names

PUBLISHED = dict(assignment='soft', top_classes=5, product=True, templates='simple')
PAPER = dict(assignment='hard', top_classes=None, product=False, templates='imagenet')
SEGMENTATION = [  # name, score below which there is background, classes, rules
    ('voc', 0.95, 20, PUBLISHED), ('pascal-context', 0.35, 59, PUBLISHED), ('coco-object', 0.95, 80, PUBLISHED),
    ('voc_paper', 0.9, 20, PAPER)]


@pytest.mark.parametrize(('data', 'background', 'classes', 'rules'), [
    *SEGMENTATION, ('pascal-context_paper', 0.5, 59, PAPER), ('voc_7-prompts', 0.95, 20, PUBLISHED | dict(
        templates='subset')), ('voc_80-prompts', 0.95, 20, PUBLISHED | dict(templates='imagenet'))])
def test_two_stage(data, background, classes, rules, read_config):
    check_rules(read_config(f'zero-shot_groupvit-two-stage_{data}'), 'two-stage', background, classes, rules)


@pytest.mark.parametrize(('data', 'background', 'classes', 'rules'), SEGMENTATION)
def test_one_stage(data, background, classes, rules, read_config):
    check_rules(read_config(f'zero-shot_groupvit-one-stage_{data}'), 'one-stage', background, classes, rules)


def check_rules(cfg, arch, background, classes, rules):
    model = cfg.model
    assert model.background == background
    assert len(class_names(model.prompts.classes)) == classes
    assert model.model.backbone.arch == arch
    assert (model.groups.assignment, model.top_classes, model.product, model.prompts.get('templates', 'simple')) == (
        rules['assignment'], rules['top_classes'], rules['product'], rules['templates'])
    assert model.test_cfg == dict(mode='slide', crop_size=(448, 448), stride=(224, 224))
    check_pictures(cfg)


def check_pictures(cfg):
    """The shorter side is 448 and the longer one at most 2048 pixels; colours are ImageNet's; two kinds of IoU."""
    assert dict(type='Resize', scale=(2048, 448), keep_ratio=True) in cfg.test_dataloader.dataset.pipeline
    assert cfg.data_preprocessor.mean == [123.675, 116.28, 103.53]
    assert cfg.data_preprocessor.bgr_to_rgb
    assert [metric.type for metric in cfg.test_evaluator] == ['mmseg.IoUMetric', 'mmuvp.BoundaryIoU']


@pytest.mark.parametrize('method', ['pixel', 'kmeans', 'mean-shift', 'spectral'])
def test_baselines_of_table_4(method, read_config):
    cfg = read_config(f'zero-shot_{method}-vit-small_voc')
    assert cfg.model.groups.method == method
    assert cfg.model.model.backbone.type == 'mmpretrain.VisionTransformer'
    assert cfg.model.model.multi_label_loss is None
    check_pictures(cfg)


@pytest.mark.parametrize(('name', 'templates', 'stages'), [
    ('zero-shot_groupvit-two-stage_in1k', 'subset', 3), ('zero-shot_groupvit-one-stage_in1k', 'subset', 2),
    ('zero-shot_groupvit-two-stage_in1k_80-prompts', 'imagenet', 3)])
def test_classification(name, templates, stages, read_config):
    model = read_config(name).model
    assert model.prompts == dict(classes='imagenet', templates=templates)
    assert len(build(task_of(model).reduce_model(read_config(name)), 'mmpretrain').model.backbone.stages) == stages


@pytest.mark.parametrize('arch', ['one-stage', 'two-stage'])
def test_linear_probe_sees_the_mean_of_the_segments(arch, read_config):
    cfg = read_config(f'linear_groupvit-{arch}_in1k')
    assert cfg.model.backbone.type == 'mmuvp.FrozenFeatures'
    inner = cfg.model.backbone.backbone
    assert (inner.arch, inner.out_type) == (arch, 'pooled')
    assert arch in inner.init_cfg.checkpoint


@pytest.mark.parametrize('network', ['deit-small', 'dino-vit-small', 'moco-vit-small'])
@pytest.mark.parametrize(('data', 'classes'), [('voc', 21), ('pascal-context', 60)])
def test_references_of_table_5(network, data, classes, read_config):
    cfg = read_config(f'supervised_{network}_{data}')
    head = cfg.model.decode_head
    assert (cfg.train_cfg.max_iters, cfg.param_scheduler[-1].end) == (4000, 4000)
    assert (head.num_convs, head.num_classes) == (0, classes)
    assert cfg.model.test_cfg == dict(mode='whole')
    assert cfg.auto_scale_lr.base_batch_size == 16
    heads = {block.attn.num_heads for block in build(dict(cfg.model.backbone, init_cfg=None), 'mmseg').layers}
    assert heads == {12 if network.startswith('moco') else 6}


def test_no_key_looks_misspelt(read_config):
    names = [name for name in list_models('*') if name.startswith(('zero-shot_', 'supervised_', 'linear_groupvit'))]
    assert len(names) >= 27
    for name in names:
        check_top_level(read_config(name))


def write_data(root, dataset):
    """Write two images of odd sizes where a config looks for them: one whole of a thing, one without any."""
    labels = len(DATASETS.get(dataset.type).METAINFO['classes'])
    suffix = '_objects.png' if dataset.type.endswith('COCOObject') else '.png'
    folders = [root / dataset.data_prefix[key] for key in ('img_path', 'seg_map_path')]
    for folder in folders:
        folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    for name, shape, label in (('a', (57, 83), labels - 1), ('b', (90, 61), 0)):
        cv2.imwrite(str(folders[0] / f'{name}.jpg'), generator.integers(0, 256, (*shape, 3), dtype=np.uint8))
        cv2.imwrite(str(folders[1] / f'{name}{suffix}'), np.full(shape, label, np.uint8))
    if 'ann_file' in dataset:
        path = Path(root, dataset.ann_file)
        path.parent.mkdir(parents=True)
        path.write_text('a\nb\n')


@pytest.mark.parametrize('data', ['voc', 'pascal-context', 'coco-object'])
def test_run(data, read_config, tmp_path):
    """The stock runner tests the checkpoint of a pre-training on data in the layout of the set."""
    cfg = deepcopy(read_config(f'zero-shot_groupvit-two-stage_{data}'))
    classes = cfg.model.prompts.classes
    cfg.model = task_of(cfg.model).reduce_model(cfg)
    cfg.model.prompts.classes = classes
    torch.manual_seed(0)
    weights = build(cfg.model, 'mmseg').model.state_dict()
    # the multi-label loss's temperature, which a checkpoint of pre-training may have
    torch.save(dict(state_dict=weights | dict(multi_label_logit_scale=torch.ones(()))), tmp_path / 'weights.pth')
    cfg.test_dataloader.update(num_workers=0, persistent_workers=False)
    dataset = cfg.test_dataloader.dataset
    dataset.data_root = str(tmp_path)
    dataset.pipeline[1].scale = (96, 64)
    write_data(tmp_path, dataset)
    cfg.update(log_level='WARNING', work_dir=str(tmp_path / 'work'))
    use_checkpoint(cfg, str(tmp_path / 'weights.pth'))
    scores = build_runner(cfg).test()
    assert {'mIoU', 'aAcc', 'boundary/mIoU'} <= scores.keys()
    assert all(0 <= scores[key] <= 100 for key in ('mIoU', 'boundary/mIoU'))
