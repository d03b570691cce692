"""What the configs say, against the recipes."""
import operator

import pytest
from reduction import build, reduce_model
from tasks import task_of

ABLATION_DEFAULTS = {
    'loss_mask_id.activation': 'sigmoid', 'remask.activation': 'sigmoid', 'remask.num_stages': 4,
    'remask.identity': True, 'remask.at_test': False, 'remask.stop_gradient': True, 'remask.use_ground_truth': False,
    'reclass.eta': 0.1}
COCO = dict(thing_threshold=0.7, stuff_threshold=0.5, overlap_threshold=0.8)
CITYSCAPES = dict(thing_threshold=0.5, stuff_threshold=0.3, overlap_threshold=0.9, mask_power=0)
ADE20K = dict(thing_threshold=0.4, stuff_threshold=0.4, overlap_threshold=0.8)
RECIPES = [  # name, learning rate, weight decay, batch, iterations
    ('kmax_r50_coco', 5e-4, 0.05, 64, 150000),
    ('kmax_r50_cityscapes', 3e-4, 0.05, 32, 60000),
    ('kmax_r50_ade20k_641', 5e-4, 0.05, 64, 100000),
    ('kmax_r50_coco_50k', 5e-4, 0.05, 64, 50000),
    ('remax_r50_coco', 6e-3, 0.005, 64, 50000),
    ('remax_r50_coco_100k', 6e-3, 0.005, 64, 100000),
    ('remax_r50_coco_150k', 6e-3, 0.02, 64, 150000),
    ('remax_r50_coco_200k', 6e-3, 0.02, 64, 200000),
    ('remax_r50_cityscapes', 3e-3, 0.005, 32, 60000),
    ('remax_r50_ade20k_1281', 6e-3, 0.005, 64, 100000),
]


def test_name_tells_model_backbone_and_data(name):
    data = ('coco', 'cityscapes', 'ade20k', 'mapillary', 'scenes', 'in1k', 'bccd', 'camvid', 'cifar10', 'flowers102',
            'cars', 'gres', 'pascal-context', 'voc', 'inat', 'ref-davis17', 'refcoco', 'roxford5k', 'rparis6k', 'in100',
            'in22k', 'cc12m', 'gcc')
    parts = name.split('_')
    backbone_alone = parts[-1] == 'in1k'  # a classifier may be its backbone and no more
    assert any(part.startswith(data) for part in parts[1 if backbone_alone else 2:])


@pytest.mark.parametrize(('name', 'expected'), [
    ('kmax_r50_coco', COCO), ('remax_r50_coco', COCO), ('remax-t_mobilenet-v3-small_coco', COCO),
    ('kmax_convnext-large_cityscapes', CITYSCAPES), ('remax_mobilenet-v3-large_cityscapes', CITYSCAPES),
    ('kmax_r50_ade20k_1281', ADE20K), ('remax_r50_ade20k_641', ADE20K)])
def test_post_processing(name, expected, read_config):
    assert read_config(name).model.test_cfg == expected


@pytest.mark.parametrize(('name', 'learning_rate', 'weight_decay', 'batch', 'iterations'), RECIPES)
def test_recipe(name, learning_rate, weight_decay, batch, iterations, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='AdamW', lr=learning_rate, weight_decay=weight_decay)
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_iters == iterations
    warm_up, *decay = cfg.param_scheduler
    assert (warm_up.begin, warm_up.end) == (0, 5000)
    if name.startswith('remax'):
        assert decay[0].milestones == [0.85 * iterations, 0.95 * iterations]
    else:
        assert (decay[1].begin, decay[1].end) == (5000, iterations)
        assert decay[0].gamma == (1 - 5000 / iterations) ** 0.9


def test_inputs_fit_the_model(name, read_config):
    cfg = read_config(name)
    task_of(cfg.model).check_classes(cfg)


@pytest.mark.parametrize(('ablation', 'changes'), [
    ('kmax_r50_coco_50k_sigmoid', {'loss_mask_id.activation': 'sigmoid', 'remask': None, 'reclass': None}),
    ('kmax_r50_coco_50k_sigmoid_clip', {'loss_mask_id.activation': 'sigmoid', 'remask': None, 'reclass': None}),
    ('remax_r50_coco_softmax', {'loss_mask_id.activation': 'softmax', 'remask.activation': 'softmax'}),
    ('remax_r50_coco_remasks-0', {'remask.num_stages': 0}),
    ('remax_r50_coco_remasks-2', {'remask.num_stages': 2}),
    ('remax_r50_coco', {'remask.num_stages': 4, 'reclass.eta': 0.1}),
    ('remax_r50_coco_remasks-6', {'remask.num_stages': 6}),
    ('remax_r50_coco_eta-0', {'reclass.eta': 0}),
    ('remax_r50_coco_eta-0p01', {'reclass.eta': 0.01}),
    ('remax_r50_coco_eta-0p05', {'reclass.eta': 0.05}),
    ('remax_r50_coco_eta-0p2', {'reclass.eta': 0.2}),
    ('remax_r50_coco_remask-at-test', {'remask.at_test': True, 'remask.identity': True}),
    ('remax_r50_coco_no-identity', {'remask.at_test': False, 'remask.identity': False}),
    ('remax_r50_coco_no-identity_remask-at-test', {'remask.at_test': True, 'remask.identity': False}),
    ('remax_r50_coco_ground-truth', {'remask.use_ground_truth': True}),
    ('remax_r50_coco_no-stop-gradient', {'remask.stop_gradient': False}),
])
def test_ablation(ablation, changes, read_config):
    """Tables 2 to 5 and 7 of ReMaX: what the built head has; it has the defaults elsewhere."""
    head = build(reduce_model(read_config(ablation).model)).panoptic_head
    if 'remask' not in changes:
        changes = {**ABLATION_DEFAULTS, **changes}
    for name, value in changes.items():
        assert operator.attrgetter(name)(head) == value, name


def test_only_the_last_ablation_of_table_2_clips_gradients(read_config):
    def clipped(name):
        return read_config(name).optim_wrapper.get('clip_grad')

    assert clipped('kmax_r50_coco_50k_sigmoid_clip') == dict(max_norm=0.01)
    assert not any(map(clipped, ('kmax_r50_coco_50k_sigmoid', 'remax_r50_coco', 'kmax_r50_coco')))


@pytest.mark.parametrize(('name', 'weights'), [
    ('kmax_r50_coco', (3, 3, 0.3, 1, 1)), ('remax_r50_coco', (3, 3, 0.3, 1, 1)),
    ('remax_r50_cityscapes', (3, 3, 0.3, 1, 1)), ('kmax_r50_ade20k_641', (3, 3, 0.3, 1, 1))])
def test_loss_weights(name, weights, read_config):
    head = build(reduce_model(read_config(name).model)).panoptic_head
    losses = head.loss_class, head.loss_dice, head.loss_mask_id, head.loss_insdis, head.loss_semantic
    assert tuple(loss.loss_weight for loss in losses) == weights
    if head.remask is not None:
        assert head.remask.loss_semantic.loss_weight == 0.5


@pytest.mark.parametrize('name', ['remax_r50_cityscapes', 'remax_mobilenet-v3-large_cityscapes',
                                  'remax_mobilenet-v3-small_cityscapes', 'kmax_r50_cityscapes'])
def test_all_pixels_of_cityscapes_are_labelled_for_the_semantic_losses(name, read_config):
    head = build(reduce_model(read_config(name).model)).panoptic_head
    assert head.loss_semantic.num_samples is None
    assert head.remask is None or head.remask.loss_semantic.num_samples is None


@pytest.mark.parametrize(('name', 'scales'), [
    ('kmax_r50_coco', (0.3, 1.7)), ('remax_r50_coco', (0.3, 1.7)), ('remax_r50_ade20k_641', (0.5, 2.0)),
    ('kmax_r50_cityscapes', (0.5, 2.0))])
def test_scales_of_training_images(name, scales, read_config):
    found = list(ratio_ranges(read_config(name).train_dataloader.dataset))
    assert scales in found
    # what is pasted is half as large
    assert set(found) <= {scales, tuple(scale / 2 for scale in scales)}


def ratio_ranges(node):
    """All scale ranges of the transforms of a data set, however deeply it wraps them."""
    if isinstance(node, dict):
        if 'ratio_range' in node:
            yield tuple(node['ratio_range'])
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        for item in node:
            yield from ratio_ranges(item)


@pytest.mark.parametrize(('name', 'decoder', 'backbone'), [
    ('kmax_r50_coco', 0.2, None), ('remax_r50_coco', 0.2, None), ('remax_r50_ade20k_641', 0, None),
    ('kmax_convnext-tiny_coco', 0.2, 'drop_path_rate')])
def test_drop_path(name, decoder, backbone, read_config):
    model = read_config(name).model
    head = build(reduce_model(model)).panoptic_head
    assert {layer.drop_path.drop_prob for layer in head.transformer_decoder.layers} == {decoder}
    assert (model.backbone.get('drop_path_rate', 0) > 0) == (backbone is not None)
