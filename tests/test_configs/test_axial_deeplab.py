"""Axial-DeepLab's panoptic configs against the paper."""
import pytest
from reduction import build, reduce_model
from test_schedules import learning_rates

COCO_SCALES = (0.5, 0.75, 1.0, 1.25, 1.5)
FULL_SCALES = (*COCO_SCALES, 1.75, 2.0)
NAME = 'axial-deeplab_axial-resnet-'
RECIPES = [  # name, iterations, batch, NMS kernel, area of stuff, scales of testing
    (NAME + 's_coco', 200000, 64, 41, 4096, COCO_SCALES),
    (NAME + 'l_mapillary', 150000, 64, 13, 4096, FULL_SCALES),
    (NAME + 'xl_cityscapes', 60000, 32, 13, 2048, FULL_SCALES),
]


@pytest.mark.parametrize(('name', 'iterations', 'batch', 'kernel', 'area', 'scales'), RECIPES)
def test_recipe(name, iterations, batch, kernel, area, scales, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(
        type='mmuvp.Lookahead', base=dict(type='RAdam'), lr=1e-3, weight_decay=0.)
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_iters == iterations
    steps = [0, 1000, 2000, iterations // 2]
    expected = [0.001, 0.5005, (1 - 2000 / iterations) ** 0.9, 0.5 ** 0.9]
    assert learning_rates(cfg, steps) == pytest.approx(expected, rel=1e-3)
    assert cfg.model.test_cfg == dict(centre_threshold=0.1, nms_kernel=kernel, top_k=200, stuff_area=area)
    assert cfg.model.train_cfg == dict(sigma=8, small_area=4096, small_weight=3.0)
    assert cfg.tta_model == dict(type='mmuvp.ScaleFlipTTA', scales=scales, flip=True)


@pytest.mark.parametrize(('scales', 'multiple'), [(COCO_SCALES, 3867.7 / 343.9), (FULL_SCALES, 39.35 / 1.55)])
def test_scales_cost_what_the_paper_says(scales, multiple):
    assert 2 * sum(scale ** 2 for scale in scales) == pytest.approx(multiple, rel=2e-3)  # tables 3.2 and 3.4


@pytest.mark.parametrize('name', [NAME + 's_cityscapes', NAME + 's_coco', NAME + 'l_cityscapes'])
def test_loss_weights(name, read_config):
    head = build(reduce_model(read_config(name).model)).panoptic_head
    assert (head.loss_semantic.top_fraction, head.loss_semantic.num_samples) == (0.2, None)
    assert head.loss_semantic.loss_weight == 1
    assert (head.loss_centre.kind, head.loss_centre.loss_weight) == ('l2', 200)
    assert (head.loss_offset.kind, head.loss_offset.loss_weight) == ('l1', 0.01)


@pytest.mark.parametrize('name', [NAME + 'l_coco', NAME + 'l_mapillary', NAME + 'l_cityscapes'])
def test_crowds_keep_their_class(name, read_config):
    loaders = [step for step in read_config(name).train_dataloader.dataset.pipeline
               if step.type == 'mmuvp.LoadPanopticAnnotations']
    assert [loader.crowd_as_void for loader in loaders] == [False]


@pytest.mark.parametrize('span', [5, 9, 17, 33, 65])
def test_spans(span, read_config):
    model = read_config(f'{NAME}l_cityscapes_span-{span}').model
    assert model.backbone.window == span
    radii = {module.radius for module in build(reduce_model(model)).backbone.modules() if hasattr(module, 'radius')}
    assert radii == {span // 2}


@pytest.mark.parametrize(('name', 'kernel', 'stuff_area'), [
    (NAME + 'l_coco', 41, 4096), (NAME + 'l_cityscapes', 13, 2048)])
def test_grouping(name, kernel, stuff_area, read_config):
    settings = build(reduce_model(read_config(name).model)).panoptic_fusion_head.cfg
    assert (settings['nms_kernel'], settings['stuff_area'], settings['centre_threshold']) == (kernel, stuff_area, 0.1)
