import pytest
from mmengine.config import Config

import mmuvp
from mmuvp.apis import ConfigError, load_config
from mmuvp.apis.config import config_root


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
])
def test_misspelt_keys(cfg, key, message):
    with pytest.raises(ConfigError) as error:
        load_config(cfg, {key: 1})
    assert f"config key '{key}'" in str(error.value).replace(' does not exist', '')
    assert message in str(error.value)


@pytest.mark.parametrize('key', [
    'model.head.loss_weight', 'param_scheduler.1.gamma', 'train_dataloader.prefetch_factor', 'randomness.seed',
    'optim_wrapper.clip_grad.max_norm', 'optim_wrapper.paramwise_cfg.custom_keys.backbone.lr_mult', 'load_from'])
def test_new_keys_that_a_constructor_checks(cfg, key):
    value = load_config(cfg, {key: 7}).to_dict()
    for part in key.split('.'):
        value = value[int(part) if isinstance(value, list) else part]
    assert value == 7
