"""Fine-tuning of what iBOT has pre-trained: the recipes, and the way of the weights into other models."""
from copy import deepcopy

import pytest
import self_distillation
import torch
from mmengine.optim import build_optim_wrapper
from mmengine.registry import DefaultScope
from mmpretrain.models.utils import resize_pos_embed
from reduction import SMALL_BACKBONES, build
from tasks import task_of
from test_schedules import learning_rates, learning_rates_of_epochs

from mmuvp.checkpoints import convert

LAYER_DECAY = [  # name, layer decay, epochs, warm-up, drop path, weights
    ('fine-tune_ibot-vit-small_in1k', 0.75, 200, 20, 0.1, 'ibot_vit-small_in1k'),
    ('fine-tune_ibot-vit-base_in1k', 0.65, 100, 20, 0.2, 'ibot_vit-base_in1k'),
    ('fine-tune_ibot-vit-large_in1k', 0.75, 50, 5, 0.4, 'ibot_vit-large_in1k'),
    ('fine-tune_ibot-vit-base-in22k_in1k', 0.65, 100, 20, 0.2, 'ibot_vit-base_in22k'),
    ('fine-tune_ibot-vit-large-in22k_in1k', 0.75, 50, 5, 0.4, 'ibot_vit-large_in22k'),
]
SETS = [  # data, classes, epochs, erasing, learning rates of S and of B for 512 images
    ('cifar10', 10, 1000, 0.25, 7.5e-6, 7.5e-6),
    ('cifar100', 100, 1000, 0.25, 7.5e-6, 7.5e-6),
    ('flowers102', 102, 1000, 0.25, 7.5e-6, 7.5e-6),
    ('cars', 196, 1000, 0.25, 7.5e-5, 7.5e-5),
    ('inat18', 8142, 360, 0.1, 5e-5, 7.5e-6),
    ('inat19', 1010, 360, 0.1, 2.5e-5, 7.5e-6),
]
DENSE = [  # name, layer decay, learning rate, width
    ('cascade-mask-rcnn_ibot-vit-small_coco', 0.8, 1e-4, 384),
    ('cascade-mask-rcnn_ibot-vit-base_coco', 0.75, 1e-4, 768),
    ('upernet_ibot-vit-small_ade20k', 0.9, 3e-5, 384),
    ('upernet_ibot-vit-base_ade20k', 0.65, 8e-5, 768),
]
SIZES = dict(small=('small', 384), base=('base', 768), large=('large', 1024))


def reduced(cfg, **changes):
    """A narrow model, some arguments of whose backbone are others."""
    task = task_of(cfg.model)
    model = task.reduce_model(cfg)
    model.backbone.update(changes)
    return build(model, task.SCOPE)


def settings(cfg, model):
    """Learning rate and weight decay of each parameter that learns, by its name."""
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        groups = build_optim_wrapper(model, cfg.optim_wrapper.copy()).optimizer.param_groups
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return {names[id(group['params'][0])]: (group['lr'], group['weight_decay']) for group in groups}


def erasing_of(cfg):
    pipeline = cfg.train_dataloader.dataset.pipeline
    return next(step for step in pipeline if step.type.endswith('RandomErasing'))


@pytest.mark.parametrize(('name', 'decay', 'epochs', 'warm_up', 'drop_path', 'weights'), LAYER_DECAY)
def test_recipe_of_layer_decay(name, decay, epochs, warm_up, drop_path, weights, read_config):
    cfg = read_config(name)
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.type, optimizer.weight_decay, optimizer.betas) == ('AdamW', 0.05, (0.9, 0.999))
    assert (cfg.train_cfg.max_epochs, cfg.auto_scale_lr.base_batch_size) == (epochs, 1024)
    assert learning_rates_of_epochs(cfg, [0, warm_up, epochs]) == pytest.approx([0, 1, 1e-3], abs=2e-3)
    assert cfg.param_scheduler[1].eta_min_ratio == 1e-3
    assert cfg.optim_wrapper.paramwise_cfg.layer_decay_rate == decay
    arch, width = SIZES[name.split('-')[3].split('_')[0]]
    backbone = cfg.model.backbone
    assert (backbone.arch, backbone.drop_path_rate, cfg.model.head.in_channels) == (arch, drop_path, width)
    assert backbone.init_cfg == dict(type='Pretrained', checkpoint=f'{weights}.pth', prefix='backbone.')
    assert [(a.type, a.alpha) for a in cfg.model.train_cfg.augments] == [
        ('mmpretrain.Mixup', 0.8), ('mmpretrain.CutMix', 1.0)]
    assert cfg.model.head.loss.label_smooth_val == 0.1
    assert erasing_of(cfg).erase_prob == 0.25
    assert cfg.test_dataloader.dataset.pipeline[1].interpolation == 'bilinear'


@pytest.mark.parametrize('name', ['fine-tune_ibot-vit-small_in1k', 'fine-tune_ibot-vit-base_in1k'])
def test_rates_of_layers(name, read_config):
    cfg = read_config(name)
    model = reduced(cfg)
    depth, rate = model.backbone.num_layers, cfg.optim_wrapper.paramwise_cfg.layer_decay_rate
    found = settings(cfg, model)
    assert found.keys() == dict(model.named_parameters()).keys()
    for key, (learning_rate, decay) in found.items():
        parts = key.split('.')
        layer = 0 if parts[1] in ('cls_token', 'pos_embed', 'patch_embed') else depth + 1
        if parts[1] == 'layers' and parts[0] == 'backbone':
            layer = int(parts[2]) + 1
        assert learning_rate == pytest.approx(1e-3 * rate ** (depth + 1 - layer)), key
        flat = dict(model.named_parameters())[key].ndim == 1 or parts[-1] in ('cls_token', 'pos_embed')
        assert decay == (0 if flat else 0.05), key


def test_the_classifier_starts_near_zero(read_config):
    model = reduced(read_config('fine-tune_ibot-vit-small_in1k'))
    model.init_weights()
    assert model.head.layers.head.weight.std().item() == pytest.approx(2e-5, rel=0.05)
    assert not model.head.layers.head.bias.any()


@pytest.mark.parametrize('size', ['small', 'base'])
@pytest.mark.parametrize(('data', 'classes', 'epochs', 'erasing', 'small', 'base'), SETS)
def test_recipe_of_transfer(data, classes, epochs, erasing, small, base, size, read_config):
    cfg = read_config(f'fine-tune_ibot-vit-{size}_{data}')
    rate = small if size == 'small' else base
    assert cfg.optim_wrapper.optimizer.lr == pytest.approx(rate * 768 / 512)
    assert cfg.train_dataloader.batch_size * 8 == cfg.auto_scale_lr.base_batch_size == 768
    assert (cfg.train_cfg.max_epochs, cfg.param_scheduler[1].end) == (epochs, epochs)
    assert cfg.model.head.num_classes == classes
    assert erasing_of(cfg).erase_prob == erasing
    pipeline = cfg.train_dataloader.dataset.pipeline
    assert [step.type.endswith('PackInputs') for step in pipeline] == [False] * (len(pipeline) - 1) + [True]
    assert cfg.train_dataloader.sampler.type == 'mmpretrain.RepeatAugSampler'
    assert not cfg.get('custom_hooks'), 'a running mean over 25000 steps is that of the start where there are 3000'
    assert cfg.model.backbone.init_cfg.checkpoint == f'ibot_vit-{size}_in1k.pth'


def test_pictures_are_erased_by_their_own_mean(read_config):
    """Pictures of CIFAR come in the order red, green and blue, unlike those that are loaded."""
    colour = erasing_of(read_config('fine-tune_ibot-vit-small_cars')).fill_color
    assert erasing_of(read_config('fine-tune_ibot-vit-small_cifar10')).fill_color == colour[::-1]
    assert colour[0] < colour[2]


def test_recipe_of_semi_supervised_learning(read_config):
    one, ten = (read_config(f'semi-supervised_ibot-vit-small_in1k-{part}percent') for part in (1, 10))
    assert (one.optim_wrapper.optimizer.lr, one.auto_scale_lr.base_batch_size) == (1e-5, 1024)
    assert one.train_cfg.max_epochs == 1000
    assert one.model.neck.channels == one.model.head.in_channels == 2048
    assert not one.get('custom_hooks')
    assert ten.model == one.model
    first, second = one.train_dataloader.dataset.copy(), ten.train_dataloader.dataset.copy()
    assert (first.pop('ann_file'), second.pop('ann_file')) == ('meta/train_1percent.txt', 'meta/train_10percent.txt')
    assert first == second


@pytest.mark.parametrize('converted', [True, False])
def test_semi_supervised_learning_starts_from_the_teacher_and_its_head(converted, read_config, tmp_path):
    """Of what the converter takes out of a checkpoint of pre-training, or of that checkpoint as it is."""
    pretraining = build(self_distillation.reduce_model(read_config('ibot_vit-small_in1k')), 'mmpretrain')
    with torch.no_grad():
        for parameter in pretraining.teacher.parameters():
            parameter.normal_()
    weights, file = pretraining.state_dict(), str(tmp_path / 'ibot.pth')
    torch.save(dict(state_dict=convert('ibot', weights, part='teacher') if converted else weights), file)
    cfg = deepcopy(read_config('semi-supervised_ibot-vit-small_in1k-1percent'))
    prefix = '' if converted else 'teacher.'
    cfg.model.backbone.update(SMALL_BACKBONES['IBOTVisionTransformer'], img_size=32)
    cfg.model.backbone.init_cfg.update(checkpoint=file, prefix=f'{prefix}backbone.')
    cfg.model.neck.update(in_channels=pretraining.neck.layers[0].in_features, channels=self_distillation.WIDTH)
    cfg.model.neck.init_cfg.update(checkpoint=file, prefix=f'{prefix}neck.')
    cfg.model.head.in_channels = self_distillation.WIDTH
    model = build(cfg.model, 'mmpretrain')
    model.init_weights()
    for part in ('backbone', 'neck'):
        found = getattr(model, part).state_dict()
        assert [key for key, value in found.items() if not torch.equal(value, weights[f'teacher.{part}.{key}'])] == []


@pytest.mark.parametrize(('name', 'decay', 'rate', 'width'), DENSE)
def test_recipe_of_dense_predictions(name, decay, rate, width, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer.lr == rate
    assert cfg.optim_wrapper.optimizer.weight_decay == 0.05
    assert cfg.optim_wrapper.constructor == 'mmuvp.LayerDecayConstructor'
    assert cfg.optim_wrapper.paramwise_cfg == dict(layer_decay_rate=decay, flat_decay_mult=0.0)
    backbone = cfg.model.backbone
    assert (tuple(backbone.out_indices), backbone.out_type) == ((3, 5, 7, 11), 'featmap')
    # the norm is for segmentation alone
    assert backbone.get('final_norm', True) == name.startswith('upernet')
    pyramid = cfg.model.neck if name.startswith('upernet') else cfg.model.neck[0]
    assert (pyramid.type, pyramid.embed_dim) == ('mmseg.Feature2Pyramid', width)
    assert cfg.sync_bn == 'torch'


@pytest.mark.parametrize('name', ['cascade-mask-rcnn_ibot-vit-small_coco', 'upernet_ibot-vit-base_ade20k'])
def test_rates_of_layers_of_dense_models(name, read_config):
    cfg = read_config(name)
    model = reduced(cfg)
    found = settings(cfg, model)
    rate, decay = cfg.optim_wrapper.optimizer.lr, cfg.optim_wrapper.paramwise_cfg.layer_decay_rate
    assert found['backbone.pos_embed'] == (pytest.approx(rate * decay ** 5), 0.05)
    assert found['backbone.layers.1.attn.qkv.weight'] == (pytest.approx(rate * decay ** 3), 0.05)
    assert {value[0] for key, value in found.items() if not key.startswith('backbone')} == {rate}


@pytest.mark.parametrize('size', ['small', 'base'])
def test_cascade(size, read_config):
    cfg = read_config(f'cascade-mask-rcnn_ibot-vit-{size}_coco')
    assert cfg.train_cfg.max_epochs == 12
    assert cfg.param_scheduler[1].milestones == [8, 11]
    resize = next(step for step in cfg.train_dataloader.dataset.pipeline if step.type == 'RandomResize')
    assert resize.scale == [(1333, 480), (1333, 800)]
    for head in cfg.model.roi_head.bbox_head:
        assert (head.num_shared_convs, head.num_shared_fcs, head.reg_class_agnostic) == (4, 1, False)
        assert (head.loss_bbox.type, head.loss_bbox.loss_weight) == ('GIoULoss', 10.0)


@pytest.mark.parametrize('name', ['upernet_ibot-vit-small_ade20k', 'linear_ibot-vit-base_ade20k'])
def test_segmentation(name, read_config):
    cfg = read_config(name)
    assert cfg.model.test_cfg == dict(mode='slide', crop_size=(512, 512), stride=(341, 341))
    assert (cfg.train_cfg.max_iters, cfg.auto_scale_lr.base_batch_size) == (160000, 16)
    assert learning_rates(cfg, [0, 1500, 80750, 160000]) == pytest.approx([1e-6, 1, 0.5, 0], abs=2e-3)
    assert tuple(cfg.model.backbone.out_indices) == (3, 5, 7, 11)


def test_linear_segmentation_trains_one_layer(read_config):
    cfg = read_config('linear_ibot-vit-base_ade20k')
    assert cfg.optim_wrapper.optimizer.lr == 8e-4
    model = reduced(cfg)
    assert settings(cfg, model).keys() == {'decode_head.conv_seg.weight', 'decode_head.conv_seg.bias'}
    assert model.decode_head.conv_seg.weight.shape == (150, 4 * 16, 1, 1)
    assert not model.decode_head.dropout
    model.train()
    before = {key: value.clone() for key, value in model.backbone.state_dict().items()}
    batch = task_of(cfg.model).random_batch(cfg.model)
    losses = model(**model.data_preprocessor(batch, training=True), mode='loss')
    losses['decode.loss_ce'].backward()
    assert all(p.grad is None for p in model.backbone.parameters())
    assert all(torch.equal(value, before[key]) for key, value in model.backbone.state_dict().items())


@pytest.mark.parametrize(('name', 'grid'), [
    ('cascade-mask-rcnn_ibot-vit-small_coco', (50, 63)), ('upernet_ibot-vit-small_ade20k', (32, 32)),
    ('linear_ibot-vit-base_ade20k', (32, 32))])
def test_positions_are_resized_once_to_a_size(name, grid, read_config, tmp_path):
    source = reduced(read_config('fine-tune_ibot-vit-small_in1k'), arch=dict(
        embed_dims=16, num_layers=4, num_heads=2, feedforward_channels=16)).backbone
    torch.nn.init.normal_(source.pos_embed)
    torch.save({f'backbone.{key}': value for key, value in source.state_dict().items()}, tmp_path / 'ibot.pth')
    cfg = read_config(name)
    backbone = reduced(cfg, init_cfg=dict(cfg.model.backbone.init_cfg, checkpoint=str(tmp_path / 'ibot.pth'))).backbone
    backbone.init_weights()
    given, read = source.state_dict(), backbone.state_dict()
    expected = resize_pos_embed(given.pop('pos_embed'), (14, 14), grid, 'bicubic')
    torch.testing.assert_close(read.pop('pos_embed'), expected, rtol=0, atol=0)
    assert set(given) - set(read) == (set() if backbone.final_norm else {'ln1.weight', 'ln1.bias'})
    assert all(torch.equal(value, given[key]) for key, value in read.items())


def test_swin(read_config):
    cfg = read_config('fine-tune_ibot-swin-tiny_in1k')
    small = read_config('fine-tune_ibot-vit-small_in1k')
    assert (cfg.optim_wrapper, cfg.param_scheduler) == (small.optim_wrapper, small.param_scheduler)
    model = reduced(cfg)
    found = settings(cfg, model)
    depth = sum(model.backbone.depths)
    assert found['backbone.patch_embed.projection.weight'][0] == pytest.approx(1e-3 * 0.75 ** (depth + 1))
    assert found['head.layers.head.weight'][0] == found['backbone.norm3.weight'][0] == 1e-3
    detector = read_config('cascade-mask-rcnn_ibot-swin-tiny_coco')
    backbone = build(detector.model.backbone | dict(init_cfg=None), 'mmdet')
    assert [block.attn.shift_size for stage in backbone.stages for block in stage.blocks] == [0, 3] * 6


def test_the_small_one_takes_the_weights_of_the_teacher(read_config, tmp_path, monkeypatch):
    """The file that its pre-training writes is read as it is."""
    monkeypatch.chdir(tmp_path)
    source, cfg = read_config('ibot_vit-tiny_cifar10'), read_config('fine-tune_ibot-vit-tiny_cifar10')
    init_cfg = cfg.model.backbone.init_cfg
    assert init_cfg.checkpoint == f'work_dirs/ibot_vit-tiny_cifar10/epoch_{source.train_cfg.max_epochs}.pth'
    algorithm = build(source.model, 'mmpretrain')
    algorithm.init_weights()
    torch.nn.init.normal_(algorithm.teacher.backbone.cls_token)  # which differs from the student's
    (tmp_path / init_cfg.checkpoint).parent.mkdir(parents=True)
    torch.save(dict(state_dict=algorithm.state_dict()), init_cfg.checkpoint)
    backbone = build(cfg.model.backbone, 'mmpretrain')
    backbone.init_weights()
    teacher = algorithm.teacher.backbone.state_dict()
    assert backbone.state_dict().keys() == teacher.keys()
    assert all(torch.equal(value, teacher[key]) for key, value in backbone.state_dict().items())
