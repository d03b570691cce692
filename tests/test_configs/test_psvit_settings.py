"""What the configs of PS-ViT say, against the recipe and the tables."""
import numpy as np
import pytest
from mmengine.dataset import Compose
from mmengine.optim import build_optim_wrapper
from mmengine.registry import DefaultScope
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

BASE = ['psvit_b-10_in1k', 'psvit_b-14_in1k', 'psvit_b-18_in1k', 'psvit_b-14-shared_in1k',
        'psvit_b-14_in1k_iterations-8', 'vit_as-psvit-b-14_in1k']
TRANSFER = [('cifar10', 10), ('cifar100', 100), ('flowers102', 102), ('cars', 196)]


def reduced(cfg):
    task = task_of(cfg.model)
    return build(task.reduce_model(cfg), task.SCOPE)


def data_types(loader):
    return [transform.type.rpartition('.')[2] for transform in loader.dataset.pipeline]


@pytest.mark.parametrize('name', BASE)
def test_recipe_of_table_4(name, read_config):
    cfg = read_config(name)
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.type, optimizer.lr, optimizer.weight_decay) == ('AdamW', 5e-4, 0.05)
    assert (cfg.train_cfg.max_epochs, cfg.auto_scale_lr.base_batch_size) == (300, 512)
    assert cfg.train_dataloader.batch_size == 64
    assert (cfg.param_scheduler[0].end, cfg.param_scheduler[1].type) == (5, 'CosineAnnealingLR')
    assert (cfg.model.backbone.drop_rate, cfg.model.backbone.drop_path_rate) == (0.1, 0.1)
    assert cfg.model.head.loss.label_smooth_val == 0.1
    assert [(a.type, a.alpha) for a in cfg.model.train_cfg.augments] == [
        ('mmpretrain.Mixup', 0.8), ('mmpretrain.CutMix', 1.0)]
    assert 'RandAugment' in data_types(cfg.train_dataloader)
    assert 'RandomErasing' not in data_types(cfg.train_dataloader)
    assert cfg.custom_hooks[0].momentum == pytest.approx(1 - 0.99996)


@pytest.mark.parametrize('name', ['psvit_ti-14_in1k', 'psvit_ti-14-shared_in1k'])
def test_recipe_of_the_small_size(name, read_config):
    """As the published code trains it."""
    cfg = read_config(name)
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.lr, optimizer.weight_decay) == (1e-3, 0.03)
    assert (cfg.model.backbone.drop_rate, cfg.model.backbone.drop_path_rate) == (0, 0.1)
    assert 'RandomErasing' in data_types(cfg.train_dataloader)


def test_learning_rate(read_config):
    cfg = read_config('psvit_b-14_in1k').copy()
    cfg.param_scheduler = [dict(scheduler, by_epoch=False) for scheduler in cfg.param_scheduler]
    for scheduler in cfg.param_scheduler:
        assert scheduler.pop('convert_to_iter_based')
    assert cfg.param_scheduler[1]['eta_min'] == 1e-5
    assert learning_rates(cfg, [0, 5, 300]) == pytest.approx([1e-3, 1, 0], abs=1e-4)  # an iteration an epoch


@pytest.mark.parametrize('name', ['psvit_b-14_in1k', 'psvit_ti-14_in1k', 'vit_as-psvit-b-14_in1k'])
def test_matrices_alone_decay(name, read_config):
    cfg = read_config(name)
    model = reduced(cfg)
    decay = cfg.optim_wrapper.optimizer.weight_decay
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        groups = build_optim_wrapper(model, cfg.optim_wrapper.copy()).optimizer.param_groups
    found = {id(p): group['weight_decay'] for group in groups for p in group['params']}
    for key, parameter in model.named_parameters():
        flat = parameter.dim() == 1 or key.endswith(('cls_token', 'pos_embed'))
        assert found[id(parameter)] == (0 if flat else decay), key


@pytest.mark.parametrize(('name', 'iterations', 'samples', 'shared'), [
    *((f'psvit_b-14_in1k_iterations-{n}', n, 14, False) for n in (1, 2, 6, 8, 9, 10)),
    *((f'psvit_b-{n}_in1k', 4, n, False) for n in (10, 12, 14, 16, 18)),
    *((f'psvit_b-{n}-shared_in1k', 4, n, True) for n in (10, 12, 14)), ('psvit_ti-14-shared_in1k', 4, 14, True)])
def test_variants(name, iterations, samples, shared, read_config):
    """Tables 5, 6 and 8."""
    backbone = read_config(name).model.backbone
    assert (backbone.num_iterations, backbone.num_samples) == (iterations, samples)
    assert backbone.get('share_iterations', False) == shared


def test_baseline_of_table_7(read_config):
    """Layers, channels, heads and tokens are those of PS-ViT-B/14."""
    backbone = read_config('vit_as-psvit-b-14_in1k').model.backbone
    assert backbone.arch == dict(embed_dims=384, num_layers=14, num_heads=6, feedforward_channels=3 * 384)
    assert (backbone.img_size // backbone.patch_size) ** 2 == 14 ** 2


@pytest.mark.parametrize(('name', 'num_classes'), TRANSFER)
def test_transfer(name, num_classes, read_config):
    cfg = read_config(f'psvit_b-14_{name}')
    assert cfg.model.backbone.init_cfg.prefix == 'backbone.'
    assert cfg.model.head.num_classes == num_classes
    assert cfg.optim_wrapper.optimizer.type == 'SGD'
    assert cfg.train_dataloader.dataset.split == ('trainval' if name == 'flowers102' else 'train')
    assert cfg.val_dataloader.dataset.split == 'test'


@pytest.mark.parametrize('split', ['train', 'test'])
def test_cifar_pictures_become_those_of_imagenet(split, read_config):
    cfg = read_config('psvit_b-14_cifar100')
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        pipeline = Compose(cfg[f'{split}_dataloader'].dataset.pipeline)
    picture = np.full((32, 32, 3), 128, np.uint8)
    assert pipeline({'img': picture, 'gt_label': 3})['inputs'].shape == (3, 224, 224)


def test_small_models_learn_under_equal_conditions(read_config):
    small, vit = (read_config(name).to_dict() for name in ('psvit_small_cifar10', 'vit_small_cifar10'))
    differing = {key for key in small if small[key] != vit[key]}
    assert differing == {'model'}
    assert small['model']['head'] == vit['model']['head']
