"""What the configs of TransMix with DeiT and CaiT say, against the recipe and the tables."""
from copy import deepcopy

import numpy as np
import pytest
import torch
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

from mmuvp.models.batch_augments import TransMix

PAIRS = [  # network, weight decay, epochs of warm-up, all epochs, share of batches that CutMix or TransMix mixes
    ('deit-tiny', 0.05, 20, 300, 0.5), ('deit-small', 0.03, 20, 300, 0.5), ('deit-base', 0.05, 5, 300, 0.8),
    ('cait-xxs36', 0.05, 20, 400, 0.5)]
PROVIDERS = ['dino-attention', 'deit-attention', 'distilled-deit-attention']


def reduced(name, read_config):
    cfg = read_config(name)
    task = task_of(cfg.model)
    return build(task.reduce_model(cfg), task.SCOPE)


@pytest.mark.parametrize('mix', ['cutmix', 'transmix'])
@pytest.mark.parametrize(('network', 'decay', 'warm_up', 'epochs', 'share'), PAIRS)
def test_recipe(mix, network, decay, warm_up, epochs, share, read_config):
    cfg = read_config(f'{mix}_{network}_in1k').copy()
    assert cfg.optim_wrapper.optimizer == dict(
        type='AdamW', lr=1e-3, weight_decay=decay, betas=(0.9, 0.999), eps=1e-8)
    assert cfg.auto_scale_lr.base_batch_size == 1024
    assert cfg.train_cfg.max_epochs == epochs
    assert cfg.model.backbone.drop_path_rate == 0.1
    assert [hook.type for hook in cfg.custom_hooks] == ['EMAHook']
    cfg.param_scheduler = [dict(scheduler, by_epoch=False) for scheduler in cfg.param_scheduler]
    for scheduler in cfg.param_scheduler:
        assert scheduler.pop('convert_to_iter_based')
    rates = learning_rates(cfg, [0, warm_up, epochs])  # an iteration an epoch
    assert rates == pytest.approx([1e-3, 1, 0], abs=2e-3)
    assert cfg.param_scheduler[-1]['eta_min'] == 1e-5
    augments = [augment.type for augment in cfg.model.train_cfg.augments]
    assert augments[0] == 'mmpretrain.Mixup'
    assert {*augments[1:]} == {'mmuvp.TransMix' if mix == 'transmix' else 'mmpretrain.CutMix'}
    assert 1 - 1 / len(augments) == share


@pytest.mark.parametrize(('network', 'decay'), [pair[:2] for pair in PAIRS])
def test_a_pair_differs_in_the_mix_alone(network, decay, read_config):
    cutmix, transmix = (deepcopy(read_config(f'{mix}_{network}_in1k').to_dict()) for mix in ('cutmix', 'transmix'))
    models = [cfg.pop('model') for cfg in (cutmix, transmix)]
    for cfg in (cutmix, transmix):
        cfg.pop('augments', None)
        cfg.pop('filename', None)
    assert cutmix == transmix
    for model in models:
        for key in ('type', 'train_cfg'):
            model.pop(key)
        model['backbone'].pop('type')
    assert models[0] == models[1]


@pytest.mark.parametrize('name', ['transmix_deit-small_in1k', 'cutmix_cait-xxs36_in1k'])
def test_what_decays(name, read_config):
    model = reduced(name, read_config)
    wrapper = build_optim_wrapper(model, dict(read_config(name).optim_wrapper))
    names = {id(parameter): key for key, parameter in model.named_parameters()}
    for group in wrapper.optimizer.param_groups:
        (parameter, ), key = group['params'], names[id(group['params'][0])]
        exempt = parameter.ndim == 1 or key.endswith(('cls_token', 'pos_embed'))
        assert (group['weight_decay'] == 0) == exempt, key


def test_images_are_not_erased_and_tested_at_nine_tenths(read_config):
    cfg = read_config('transmix_deit-small_in1k')
    steps = [step.type for step in cfg.train_dataloader.dataset.pipeline]
    assert 'mmpretrain.RandAugment' in steps
    assert 'mmpretrain.RandomErasing' not in steps
    for loader in (cfg.val_dataloader, cfg.test_dataloader):
        load, resize, crop, pack = loader.dataset.pipeline
        assert (load.type, crop.type, pack.type) == ('LoadImageFromFile', 'CenterCrop', 'mmpretrain.PackInputs')
        assert (resize.scale, crop.crop_size) == (int(224 / 0.9), 224)


@pytest.mark.parametrize('arm', PROVIDERS)
def test_providers(arm, read_config):
    name = f'transmix_deit-small_in1k_{arm}'
    model = reduced(name, read_config)
    provider = model.label_mixing.provider
    assert provider is not model.backbone
    assert provider.num_extra_tokens == (2 if 'distilled' in arm else 1)
    cfg = read_config(name).model.label_mixing.provider
    assert cfg.arch == 'deit-small'
    assert cfg.init_cfg.prefix == 'backbone.'
    assert arm.split('-')[0] in cfg.init_cfg.checkpoint
    assert read_config('transmix_deit-small_in1k').model.get('label_mixing') is None


def test_labels_by_attention_alone(read_config):
    assert reduced('transmix_deit-small_in1k_attention-only', read_config).label_mixing.area_weight == 0
    assert reduced('transmix_deit-small_in1k', read_config).label_mixing.area_weight == 0.5


def test_a_small_pair_learns_from_the_same_images(read_config):
    images = []
    for mix in ('cutmix', 'transmix'):
        cfg = read_config(f'vit-small_{mix}_cifar10')
        model = reduced(f'vit-small_{mix}_cifar10', read_config)
        np.random.seed(0)
        augment, = model.data_preprocessor.batch_augments.augments
        images.append(augment.cutmix_bbox_and_lam((32, 32), np.random.beta(1, 1)))
        assert isinstance(augment, TransMix) == (mix == 'transmix')
        assert cfg.train_cfg.max_epochs == 15
    assert images[0] == images[1]


@pytest.mark.parametrize('mix', ['cutmix', 'transmix'])
def test_small_pair_learns(mix, read_config):
    torch.manual_seed(0)
    np.random.seed(0)
    cfg = read_config(f'vit-small_{mix}_cifar10')
    task = task_of(cfg.model)
    model = task.reduce_model(cfg)
    model.data_preprocessor.mean = model.data_preprocessor.std = None
    model = build(model, task.SCOPE)
    model.train()
    images = torch.randn(10, 3, 32, 32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(60):
        samples = [task.DataSample().set_gt_label(index) for index in range(10)]
        data = model.data_preprocessor(dict(inputs=images, data_samples=samples), training=True)
        loss = model(**data, mode='loss')['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert np.mean(losses[-10:]) < 0.95 * np.mean(losses[:10])
