"""What the configs of SeT say, against the recipes and the tables."""
import pytest
from reduction import build
from tasks import task_of
from test_schedules import learning_rates_of_epochs

from mmuvp.models.layers import PatchWiseAttention, PixelWiseAttention

LATE, NEVER, ALWAYS = [False, False, True, True], [False] * 4, [True] * 4
LAYOUTS = [  # table 6, and what section 3.5 prescribes
    ('set-16_sgd-120e_conv_in1k', NEVER, NEVER), ('set-16_sgd-120e_hybrid_in1k', LATE, LATE),
    ('set-16_sgd-120e_patch-34_in1k', ALWAYS, LATE), ('set-16_sgd-120e_pixel_in1k', ALWAYS, NEVER),
    ('set-16_sgd-120e_in1k', ALWAYS, ALWAYS), ('set-16_adamw-300e_patch-34_in1k', ALWAYS, LATE),
    ('set-16_adamw-300e_in1k', ALWAYS, ALWAYS), ('set-16_sgd-350e_in1k', ALWAYS, LATE),
    ('set-8_adamw-300e_in1k', ALWAYS, ALWAYS), ('set-33_sgd-350e_in1k', ALWAYS, LATE),
    ('mask-rcnn_set-16_fpn_1x_coco', ALWAYS, LATE)]


def reduced_backbone(cfg):
    task = task_of(cfg.model)
    return build(task.reduce_model(cfg), task.SCOPE).backbone


@pytest.mark.parametrize(('name', 'pixel_wise', 'patch_wise'), LAYOUTS)
def test_layout(name, pixel_wise, patch_wise, read_config):
    stages = reduced_backbone(read_config(name)).stages
    for kind, expected in ((PixelWiseAttention, pixel_wise), (PatchWiseAttention, patch_wise)):
        assert [any(isinstance(module, kind) for module in stage.modules()) for stage in stages] == expected


@pytest.mark.parametrize(('name', 'kind', 'position'), [
    ('set-16_sgd-350e_in1k', 'SiLU', 'relative'), ('set-16_sgd-350e_relu_in1k', 'ReLU', 'relative'),
    ('set-16_sgd-350e_absolute_in1k', 'SiLU', 'absolute'), ('set-16_adamw-300e_in1k', 'SiLU', 'relative'),
    ('retinanet_set-16_fpn_1x_coco', 'ReLU', 'relative')])
def test_activation_and_position(name, kind, position, read_config):
    block = reduced_backbone(read_config(name)).stages[0][0]
    assert type(block.activation).__name__ == kind
    assert block.mix[0].position == position
    assert (block.mix[0].patch, block.mix[0].overlap) == (8, 2)


@pytest.mark.parametrize(('name', 'epochs'), [
    ('set-16_sgd-350e_in1k', 350), ('set-8_sgd-350e_in1k', 350), ('set-16_sgd-120e_pixel_in1k', 120)])
def test_sgd_recipe(name, epochs, read_config):
    """Section 4.1: up to 0.6 in five epochs of batches of 2048, then a cosine to nothing."""
    cfg = read_config(name)
    assert (cfg.optim_wrapper.optimizer.type, cfg.optim_wrapper.optimizer.lr) == ('SGD', 0.6)
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (2048, epochs)
    rates = learning_rates_of_epochs(cfg, [0, 5, (5 + epochs) // 2, epochs])
    assert rates == pytest.approx([1e-3, 1, 0.5, 0], abs=1e-2)


@pytest.mark.parametrize('name', ['set-8_adamw-300e_in1k', 'set-33_adamw-300e_in1k', 'set-vit-small_adamw-300e_in1k'])
def test_adamw_recipe(name, read_config):
    """The last row of table 5."""
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer.type == 'AdamW'
    assert cfg.train_cfg.max_epochs == 300
    transforms = [transform.type for transform in cfg.train_dataloader.dataset.pipeline]
    assert {'mmpretrain.RandAugment', 'mmpretrain.RandomErasing'} <= set(transforms)
    assert [augment.type for augment in cfg.model.train_cfg.augments] == ['mmpretrain.Mixup', 'mmpretrain.CutMix']
    assert cfg.train_dataloader.sampler.type == 'DefaultSampler'  # no repeated augmentation
    assert cfg.model.head.loss.label_smooth_val == 0.1
    assert cfg.model.backbone.drop_path_rate > 0


@pytest.mark.parametrize(('name', 'optimizer', 'rate', 'scales'), [
    ('retinanet_set-16_fpn_1x_coco', 'SGD', 0.02, (1333, 800)),
    ('mask-rcnn_set-16_fpn_1x_coco', 'SGD', 0.02, (1333, 800)),
    ('mask-rcnn_set-16_fpn_1x-plus_coco', 'AdamW', 1e-4, [(1333, 640), (1333, 800)])])
def test_detection_recipe(name, optimizer, rate, scales, read_config):
    """Section 5: 16 images, 12 epochs, 500 steps of warm-up, a tenth after 8 and 11."""
    cfg = read_config(name)
    assert (cfg.optim_wrapper.optimizer.type, cfg.optim_wrapper.optimizer.lr) == (optimizer, rate)
    assert cfg.optim_wrapper.optimizer.weight_decay == 1e-4  # also in mmdet's configs of PVT
    assert (cfg.auto_scale_lr.base_batch_size, cfg.train_cfg.max_epochs) == (16, 12)
    warm_up, steps = cfg.param_scheduler
    assert (warm_up.begin, warm_up.end, warm_up.by_epoch) == (0, 500, False)
    assert (steps.milestones, steps.gamma) == ([8, 11], 0.1)
    assert [transform.scale for transform in cfg.train_dataloader.dataset.pipeline if 'scale' in transform] == [scales]


def test_all_but_the_positions_of_patches_start_from_imagenet(read_config):
    """Section 5; the file is that of the classifier with the same layout and activation."""
    detector = read_config('retinanet_set-16_fpn_1x_coco').model.backbone
    start = detector.init_cfg.checkpoint.split('/')[1]
    classifier = read_config(start).model.backbone
    shapes = [{name: value.shape for name, value in build(
        dict(backbone, init_cfg=None), 'mmdet').state_dict().items()} for backbone in (detector, classifier)]
    assert shapes[0].keys() == shapes[1].keys()
    differing = {name for name in shapes[0] if shapes[0][name] != shapes[1][name]}
    assert differing == {name for name in shapes[0] if name.endswith('mix.1.position')}
