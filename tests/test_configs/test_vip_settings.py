"""Visual Parser's configs against the recipes of the paper and of its published code."""
import pytest
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

SIZES = ('tiny', 'small', 'medium', 'base')
DETECTORS = [f'{head}_vip-{size}_coco' for head in ('retinanet', 'cascade-mask-rcnn')
             for size in ('tiny', 'small', 'medium')]


@pytest.mark.parametrize(('size', 'decay', 'drop_path'), [
    ('tiny', 0.03, 0.1), ('small', 0.05, 0.1), ('medium', 0.05, 0.2), ('base', 0.05, 0.3), ('tiny-plain', 0.03, 0.1),
    ('small-plain', 0.05, 0.1)])
def test_classification(size, decay, drop_path, read_config):
    cfg = read_config(f'vip_{size}_in1k')
    assert cfg.optim_wrapper.optimizer.weight_decay == decay
    assert (cfg.optim_wrapper.optimizer.type, cfg.optim_wrapper.optimizer.lr) == ('AdamW', 1e-3)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (1024, 300)
    assert (cfg.param_scheduler[0].end, cfg.param_scheduler[1].eta_min) == (20, 1e-5)
    assert cfg.model.backbone.drop_path == drop_path
    assert [augment.alpha for augment in cfg.model.train_cfg.augments] == [0.8, 1.0]
    assert cfg.custom_hooks[0].momentum == 4e-5


@pytest.mark.parametrize('size', SIZES)
def test_small_sizes_classify_from_parts_and_large_ones_from_the_whole(size, read_config):
    model = read_config(f'vip_{size}_in1k').model
    from_parts = size in ('tiny', 'small')
    assert (model.backbone.out_type == 'parts') == from_parts
    assert (model.neck.type == 'mmuvp.PartPooling') == from_parts


def test_384_starts_from_224(read_config):
    cfg = read_config('vip_base_in1k_384')
    assert cfg.load_from == 'vip_base_in1k.pth'
    assert cfg.train_cfg.max_epochs == 30
    assert learning_rates(cfg, [0, 30000]) == [1, 1]
    crops = [choice[0] for choice in cfg.train_dataloader.dataset.pipeline[1].transforms]
    assert {crop.scale for crop in crops} == {384}
    assert cfg.test_dataloader.dataset.pipeline[2].crop_size == 384


@pytest.mark.parametrize(('name', 'changes'), [
    ('vip_tiny_in1k_parts-16', dict(num_parts=16)), ('vip_tiny_in1k_parts-64', dict(num_parts=64)),
    ('vip_small_in1k_shifted-windows', dict(shift_windows=True)), ('vip_small_in1k_no-reasoning', dict(reasoning=None)),
    ('vip_small_in1k_attention-reasoning', dict(reasoning='attention'))])
def test_ablations_change_one_thing(name, changes, read_config):
    base = read_config(name.rpartition('_')[0])
    assert read_config(name).model == {**base.model, 'backbone': {**base.model.backbone, **changes}}


@pytest.mark.parametrize('name', DETECTORS)
def test_detectors(name, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='AdamW', lr=1e-4, weight_decay=0.05)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (16, 12)
    assert (cfg.param_scheduler[0].start_factor, cfg.param_scheduler[0].end) == (0.001, 500)
    assert cfg.param_scheduler[1].milestones == [8, 11]
    assert cfg.sync_bn == 'torch'
    backbone = cfg.model.backbone
    size = name.partition('_vip-')[2].partition('_')[0]
    assert (backbone.arch, backbone.init_cfg.checkpoint) == (size, f'vip_{size}_in1k.pth')
    assert backbone.drop_path == read_config(f'vip_{size}_in1k').model.backbone.drop_path
    assert backbone.out_norm
    assert backbone.mask_padding
    longer = read_config(f'{name}_36e')
    assert (longer.train_cfg.max_epochs, longer.param_scheduler[1].end) == (36, 36)
    assert longer.param_scheduler[1].milestones == [27, 33]
    assert longer.model == cfg.model


def test_boxes_of_the_cascade(read_config):
    heads = read_config('cascade-mask-rcnn_vip-tiny_coco').model.roi_head.bbox_head
    assert [head.bbox_coder.target_stds[0] for head in heads] == [0.1, 0.05, 0.033]
    for head in heads:
        assert (head.num_shared_convs, head.num_shared_fcs, head.reg_class_agnostic) == (4, 1, True)
        assert head.loss_bbox == dict(type='GIoULoss', loss_weight=10.0)


def test_matrices_alone_decay(read_config):
    cfg = read_config('vip_small_in1k')
    model = build(task_of(cfg.model).reduce_model(cfg), 'mmpretrain')
    wrapper = build_optim_wrapper(model, dict(cfg.optim_wrapper))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    decayed = {names[id(parameter)] for group in wrapper.optimizer.param_groups if group['weight_decay']
               for parameter in group['params']}
    assert decayed == {name for name, parameter in model.named_parameters() if parameter.dim() > 1}
