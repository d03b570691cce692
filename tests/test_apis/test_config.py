import ast
from importlib.util import find_spec
from pathlib import Path

import pytest
from mmengine.config import Config

import mmuvp
from mmuvp.apis import ConfigError, load_config
from mmuvp.apis.config import check_top_level, config_root


@pytest.fixture
def cfg():
    return Config({
        'model': {'type': 'A', 'head': {'type': 'B', 'num_classes': 3}, 'test_cfg': {'nms': 0.5}},
        'train_dataloader': {'batch_size': 2}, 'param_scheduler': [{'type': 'C'}, {'type': 'D'}],
        'optim_wrapper': {'optimizer': {'type': 'SGD', 'lr': 1}}})


def test_names_are_unique_and_found_by_pattern():
    paths = [path for path in config_root().rglob('*.py') if '_base_' not in path.parts]
    assert len(mmuvp.list_models()) == len(paths)
    assert mmuvp.list_models('remax_r50_coco') == ['remax_r50_coco']
    assert all(name.startswith('kmax_') for name in mmuvp.list_models('kmax_*'))
    assert mmuvp.list_models('nothing*') == []


def test_unknown_name_suggests_close_ones():
    with pytest.raises(ConfigError, match="no config 'remax_r50_coc'.*did you mean remax_r50_coco"):
        load_config('remax_r50_coc')


def test_a_config_is_copied(cfg):
    assert load_config(cfg, {'model.head.num_classes': 5}).model.head.num_classes == 5
    assert cfg.model.head.num_classes == 3


@pytest.mark.parametrize(('key', 'message'), [
    ('model.hed.num_classes', "no 'hed' under 'model'; did you mean head?"),
    ('modle.head', "no 'modle' at the top level; did you mean model?"),
    ('model.test_cfg.mns', "no 'mns' under 'model.test_cfg'; did you mean nms?"),
    ('model.head.num_classes.x', "no 'x' under 'model.head.num_classes'"),
    ('model.head.new.x', "no 'new' under 'model.head'"),
    ('param_scheduler.2.gamma', "'2' is not an index of 'param_scheduler', a list of 2 items"),
    ('param_scheduler.end', "'end' is not an index"),
    ('env_cfg.cudn_benchmark', "no 'cudn_benchmark' under 'env_cfg'; did you mean cudnn_benchmark?"),
    ('auto_scale_lr.enabled', "no 'enabled' under 'auto_scale_lr'; did you mean enable?"),
])
def test_misspelt_keys(cfg, key, message):
    with pytest.raises(ConfigError) as error:
        load_config(cfg, {key: 1})
    assert f"config key '{key}'" in str(error.value).replace(' does not exist', '')
    assert message in str(error.value)


@pytest.mark.parametrize('key', [
    'model.head.loss_weight', 'param_scheduler.1.gamma', 'train_dataloader.prefetch_factor', 'randomness.seed',
    'env_cfg.cudnn_benchmark', 'env_cfg.dist_cfg.timeout', 'env_cfg.mp_cfg.mp_start_method', 'env_cfg.resource_limit',
    'auto_scale_lr.enable', 'auto_scale_lr.base_batch_size', 'optim_wrapper.clip_grad.max_norm',
    'optim_wrapper.paramwise_cfg.custom_keys.backbone.lr_mult', 'load_from'])
def test_new_keys_that_a_constructor_checks(cfg, key):
    value = load_config(cfg, {key: 7}).to_dict()
    for part in key.split('.'):
        value = value[int(part) if isinstance(value, list) else part]
    assert value == 7


@pytest.mark.parametrize(('key', 'meant'), [
    ('randomnes', 'randomness'), ('train_config', 'train_cfg'), ('val_evalutor', 'val_evaluator'),
    ('default_hook', 'default_hooks'), ('tta_pipelin', 'tta_pipeline')])
def test_misspelt_keys_of_a_file(cfg, key, meant):
    cfg[key] = {}
    with pytest.raises(ConfigError, match=f"config key '{key}' has no effect; did you mean {meant}?"):
        check_top_level(cfg)


@pytest.mark.parametrize('key', ['test_pipeline', 'conv_cfg', 'max_epochs', 'gallery_dataloader', 'val_evaluator_coco',
                                 'dataset_type', 'custom_keys'])
def test_helpers_of_a_file_are_no_misspelt_keys(cfg, key):
    cfg[key] = {}
    check_top_level(cfg)


def test_no_config_file_has_misspelt_keys():
    for path in config_root().rglob('*.py'):
        nodes = ast.walk(ast.parse(path.read_text()))
        check_top_level({node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)})


@pytest.mark.parametrize(('package', 'name'), [
    ('mmdet', 'glip/odinw/glip_atss_swin-t_a_fpn_dyhead_pretrain_odinw13.py'),
    ('mmdet', 'maskformer/maskformer_r50_ms-16xb1-75e_coco.py'),
    ('mmdet', 'soft_teacher/soft-teacher_faster-rcnn_r50-caffe_fpn_180k_semi-0.1-coco.py'),
    ('mmseg', 'mask2former/mask2former_swin-b-in1k-384x384-pre_8xb2-160k_ade20k-640x640.py'),
    ('mmpretrain', 'mobileone/mobileone-s2_8xb32_in1k.py'),
    ('mmpretrain', 'arcface/resnet50-arcface_8xb32_inshop.py'),
])
def test_stock_configs_have_no_misspelt_keys(package, name):
    check_top_level(load_config(Path(find_spec(package).origin).parent / '.mim/configs' / name))
