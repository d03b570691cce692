"""What the configs of Axial-DeepLab's classifiers say, against the recipes and the tables."""
import operator

import pytest
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates_of_epochs

ABLATIONS = [  # what the layers of the built network have
    ('ps-attention-1p0_conv-stem_in1k', ('query', 'key', 'value'), True),
    ('attention-1p0_conv-stem_in1k', ('query', ), True),
    ('attention-1p0_conv-stem_no-bn_in1k', ('query', ), False)]


@pytest.mark.parametrize(('name', 'rate', 'batch'), [
    ('axial-resnet-s_conv-stem_in1k', 0.4, 1024), ('axial-resnet-xl_deep-stem_in1k', 0.4, 1024),
    ('axial-resnet-m_full_in1k', 0.2, 512), ('axial-resnet-l_full-span-15_in1k', 0.2, 512),
    ('ps-attention-1p5_conv-stem_in1k', 0.4, 1024), ('axial-resnet-26-s_port_in1k', 0.05, 128),
    ('axial-resnet-50-l_port_in1k', 0.05, 128)])
def test_recipe(name, rate, batch, read_config):
    cfg = read_config(name)
    expected = dict(type='SGD', lr=rate, momentum=0.9, nesterov=True, weight_decay=8e-5)
    assert cfg.optim_wrapper.optimizer == expected
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_epochs == 130


def test_weights_of_all_kinds_decay(read_config):
    cfg = read_config('axial-resnet-s_conv-stem_in1k')
    task = task_of(cfg.model)
    wrapper = build_optim_wrapper(build(task.reduce_model(cfg), task.SCOPE), dict(cfg.optim_wrapper))
    assert {group['weight_decay'] for group in wrapper.optimizer.param_groups} == {8e-5}


def test_learning_rate_warms_up_and_falls_as_a_cosine(read_config):
    rates = learning_rates_of_epochs(read_config('axial-resnet-s_conv-stem_in1k'), [0, 10, 70, 130])
    assert rates == pytest.approx([1e-3, 1, 0.5, 0], abs=1e-3)


@pytest.mark.parametrize(('name', 'positions', 'norms'), ABLATIONS)
def test_ablation(name, positions, norms, read_config):
    cfg = read_config(name)
    task = task_of(cfg.model)
    attention = build(task.reduce_model(cfg), task.SCOPE).backbone.stages[0][0].attention
    layer = attention if norms else attention[0]
    tables = {term for term in ('query', 'key', 'value') if getattr(layer, f'{term}_position') is not None}
    assert tables == set(positions)
    assert (layer.similarity_norm.__class__.__name__ != 'Identity') == norms
    assert layer.radius == 3


@pytest.mark.parametrize(('name', 'stem', 'stage'), [
    ('axial-resnet-s_conv-stem_in1k', None, None), ('axial-resnet-s_full_in1k', 7, None),
    ('axial-resnet-s_full-span-15_in1k', 7, 7)])
def test_reach_of_attention(name, stem, stage, read_config):
    cfg = read_config(name)
    task = task_of(cfg.model)
    backbone = build(task.reduce_model(cfg), task.SCOPE).backbone
    radius = operator.attrgetter('attention.height_axis.radius')
    assert radius(backbone.stages[0][0]) == stage
    assert {radius(block) for block in backbone.stem if hasattr(block, 'attention')} == ({stem} if stem else set())


def test_tables_of_the_port_end_with_its_maps(read_config):
    cfg = read_config('axial-resnet-26-s_port_in1k')
    task = task_of(cfg.model)
    stages = build(task.reduce_model(cfg), task.SCOPE).backbone.stages
    spans = [[block.attention.width_axis.query_position.span for block in stage] for stage in stages]
    assert spans == [[56], [56, 28], [28, 14, 14, 14], [14]]
