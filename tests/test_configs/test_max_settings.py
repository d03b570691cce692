"""What the configs of MaX-DeepLab say, against the recipe and the tables."""
import operator

import pytest
from mmengine.optim import build_optim_wrapper
from reduction import build, reduce_model

BASE = 'max_wr41_coco_641'


@pytest.mark.parametrize(('name', 'rate', 'decay', 'batch', 'iterations', 'warm_up'), [
    ('max_s_coco', 1e-3, 1e-4, 64, 400000, 5000), ('max_s_coco_641', 1e-3, 1e-4, 64, 400000, 5000),
    ('max_l_coco', 3e-4, 1e-4, 64, 400000, 5000), (BASE, 1e-3, 1e-4, 64, 100000, 5000),
    (BASE + '_200k', 1e-3, 1e-4, 64, 200000, 5000), (BASE + '_400k', 1e-3, 1e-4, 64, 400000, 5000)])
def test_recipe(name, rate, decay, batch, iterations, warm_up, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(
        type='mmuvp.Lookahead', base=dict(type='RAdam'), lr=rate, weight_decay=decay)
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_iters == iterations
    first, step, poly = cfg.param_scheduler
    assert (first.begin, first.end, poly.begin, poly.end) == (0, warm_up, warm_up, iterations)
    assert (step.gamma, poly.power) == ((1 - warm_up / iterations) ** 0.9, 0.9)


@pytest.mark.parametrize('name', ['max_s_coco', 'max_l_coco'])
def test_the_pretrained_path_learns_at_a_tenth(name, read_config):
    cfg = read_config(name)
    model = build(reduce_model(cfg.model))
    wrapper = build_optim_wrapper(model, dict(cfg.optim_wrapper))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    rates = {names[id(parameter)]: group['lr'] / cfg.optim_wrapper.optimizer.lr
             for group in wrapper.optimizer.param_groups for parameter in group['params']}
    slow = {name for name, rate in rates.items() if rate == pytest.approx(0.1)}
    assert slow == {name for name in rates if name.startswith('backbone.encoder.')}
    assert {round(rates[name], 6) for name in rates.keys() - slow} == {1}


@pytest.mark.parametrize(('name', 'changes'), [
    (BASE, {}),
    (BASE + '_rq-plus-sq', {'panoptic_head.assigner.combination': 'sum'}),
    (BASE + '_no-semantic', {'panoptic_head.auxiliary_semantic_head': None}),
    (BASE + '_only-mask-id', {'panoptic_head.auxiliary_semantic_head': None, 'panoptic_head.loss_insdis': None}),
    (BASE + '_only-insdis', {'panoptic_head.auxiliary_semantic_head': None, 'panoptic_head.loss_mask_id': None}),
    (BASE + '_no-auxiliary', {'panoptic_head.auxiliary_semantic_head': None, 'panoptic_head.loss_mask_id': None,
                              'panoptic_head.loss_insdis': None})])
def test_losses_of_table_4_6(name, changes, read_config):
    model = build(reduce_model(read_config(name).model))
    parts = ('panoptic_head.auxiliary_semantic_head', 'panoptic_head.loss_mask_id', 'panoptic_head.loss_insdis')
    for part in parts:
        assert (operator.attrgetter(part)(model) is None) == (part in changes)
    assert model.panoptic_head.assigner.combination == changes.get('panoptic_head.assigner.combination', 'product')


@pytest.mark.parametrize(('name', 'm2m', 'p2m'), [
    (BASE, True, True), (BASE + '_no-m2m', False, True), (BASE + '_no-p2m', True, False),
    (BASE + '_no-p2m_no-m2m', False, False)])
def test_paths_of_table_4_5(name, m2m, p2m, read_config):
    layers = build(reduce_model(read_config(name).model)).backbone.layers.values()
    assert {(layer.m2m, layer.p2m) for layer in layers} == {(m2m, p2m)}


@pytest.mark.parametrize('name', ['max_s_coco', 'max_s_coco_641', 'max_l_coco', BASE])
def test_inference_of_max_deeplab(name, read_config):
    cfg = read_config(name).model.test_cfg
    assert (cfg.thing_threshold, cfg.stuff_threshold, cfg.pixel_threshold) == (0.7, 0.7, 0.4)
    assert (cfg.thing_area, cfg.stuff_area, cfg.single_claim) == (256, 4096, True)


@pytest.mark.parametrize('name', ['max_s_coco', 'max_l_coco', BASE])
def test_losses_of_max_deeplab(name, read_config):
    head = build(reduce_model(read_config(name).model)).panoptic_head
    losses = head.loss_class, head.loss_dice, head.loss_mask_id, head.loss_insdis, head.loss_semantic
    assert tuple(loss.loss_weight for loss in losses) == (3, 3, 0.3, 1, 1)
    assert head.loss_insdis.temperature == 0.3
