"""What the configs of ELASTIC say, against the recipe and the tables."""
import pytest
import torch
from mmengine.optim import build_optim_wrapper
from test_schedules import learning_rates

import mmuvp
from mmuvp.models.layers import elastic_layers
from mmuvp.models.layers.resampling import DilatedResampling, PooledResampling, TrainedResampling

IMAGENET = ['resnext50_in1k', 'se-resnext50-elastic_in1k', 'dla-x102_in1k', 'densenet201-elastic_in1k',
            'dla-x60-elastic_low-25_in1k']
LAYERS = [  # tables A.2, A.3 and A.4: all but those of stride 2 and of the last stage
    ('resnext50_in1k', 0), ('resnext50-elastic_in1k', 17), ('resnext50-selastic_in1k', 3 + 3 + 5),
    ('se-resnext50_in1k', 0), ('se-resnext50-elastic_in1k', 17), ('resnext101_in1k', 0),
    ('resnext101-elastic_in1k', 12 + 13 + 19), ('resnext50x2-elastic_in1k', 17), ('dla-x60_in1k', 0),
    ('dla-x60-elastic_in1k', 1 + 3 + 7), ('dla-x102_in1k', 0), ('dla-x102-selastic_in1k', 1 + 7 + 15),
    ('dla-x102-elastic_in1k', 3 * 7), ('densenet201_in1k', 0), ('densenet201-elastic_in1k', 10 + 20 + 40)]
ABLATION = 'dla-x60-elastic_{}_in1k'


def elastic_layers_of(name):
    with torch.device('meta'):
        return [layer for _, layer in elastic_layers(mmuvp.get_model(name))]


@pytest.mark.parametrize('name', IMAGENET)
def test_recipe(name, read_config):
    """Section 2.4: 8 devices with 32 images each, 120 epochs, a tenth after 30, 60 and 90; crops and flips alone."""
    cfg = read_config(name)
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.type, optimizer.lr, optimizer.momentum, optimizer.weight_decay) == ('SGD', 0.1, 0.9, 1e-4)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_dataloader.batch_size) == (256, 32)
    assert cfg.train_cfg.max_epochs == 120
    assert learning_rates(cfg, [29, 30, 60, 89, 90, 119]) == pytest.approx([1, 0.1, 0.01, 0.01, 1e-3, 1e-3])
    transforms = [transform.type.split('.')[-1] for transform in cfg.train_dataloader.dataset.pipeline]
    assert transforms == ['LoadImageFromFile', 'RandomResizedCrop', 'RandomFlip', 'PackInputs']
    assert cfg.model.head.loss.type == 'mmpretrain.CrossEntropyLoss'


def test_weights_of_all_kinds_decay(read_config):
    with torch.device('meta'):
        model = mmuvp.get_model('resnext50-elastic_in1k')
    groups = build_optim_wrapper(model, read_config('resnext50-elastic_in1k').optim_wrapper).optimizer.param_groups
    assert {group['weight_decay'] for group in groups} == {1e-4}


@pytest.mark.parametrize(('name', 'count'), LAYERS)
def test_elastic_layers(name, count):
    layers = elastic_layers_of(name)
    assert len(layers) == count
    assert all(layer.resampling.mode == 'bilinear' for layer in layers)
    for layer in layers:
        high, low = (sum(p.numel() for p in path.parameters()) for path in (layer.high, layer.low))
        assert high == low


@pytest.mark.parametrize(('name', 'kind', 'setting'), [
    ('nearest', PooledResampling, dict(mode='nearest')), ('trained', TrainedResampling, {}),
    ('dilated', DilatedResampling, dict(pooled=False)), ('dilated-pool', DilatedResampling, dict(pooled=True))])
def test_resampling(name, kind, setting):
    """Table 2.6."""
    for layer in elastic_layers_of(ABLATION.format(name)):
        assert isinstance(layer.resampling, kind)
        assert setting.items() <= vars(layer.resampling).items()


@pytest.mark.parametrize(('name', 'high', 'low'), [('low-25', 24, 8), ('low-75', 8, 24)])
def test_branching_rate(name, high, low):
    """Table 2.7."""
    for layer in elastic_layers_of(ABLATION.format(name)):
        assert [path.middle.conv.groups for path in (layer.high, layer.low)] == [high, low]
