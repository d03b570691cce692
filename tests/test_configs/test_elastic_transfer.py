"""What the configs of ELASTIC on COCO, Pascal VOC and CamVid say, against the recipes."""
import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mmcv.transforms import Compose
from mmengine.optim import build_optim_wrapper
from mmengine.registry import DefaultScope
from mmpretrain.structures import DataSample
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

COCO = [f'{model}{elastic}_multi-label_coco' for model in ('resnext50', 'resnext101', 'densenet201', 'dla-x60')
        for elastic in ('', '-elastic')]
VOC = [f'{model}{elastic}_voc' for model in ('deeplabv3_resnext50', 'deeplabv3_resnext101', 'dla-up_dla-x60')
       for elastic in ('', '-elastic')]


@pytest.mark.parametrize('name', COCO)
def test_recipe_on_coco(name, read_config):
    cfg = read_config(name)
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.type, optimizer.lr, optimizer.momentum, optimizer.weight_decay) == ('SGD', 1e-3, 0.9, 5e-4)
    assert (cfg.train_cfg.max_epochs, cfg.auto_scale_lr.base_batch_size) == (36, 96)
    assert cfg.train_dataloader.batch_size == 24
    steps, = cfg.param_scheduler
    assert (steps.type, steps.milestones, steps.gamma) == ('MultiStepLR', [24, 30], 0.1)


@pytest.mark.parametrize('name', [*COCO, *VOC])
def test_it_starts_from_the_classifier_of_the_same_backbone(name, read_config):
    """All weights of the backbone are in the checkpoint that it names, with the same shapes."""
    backbone = read_config(name).model.backbone
    assert backbone.init_cfg.prefix == 'backbone.'
    source = backbone.init_cfg.checkpoint.split('/')[1]
    assert backbone.init_cfg.checkpoint == f'work_dirs/{source}/epoch_120.pth'
    assert read_config(source).train_cfg.max_epochs == 120

    def shapes(config):
        with torch.device('meta'):
            network = build(dict(config, init_cfg=None, norm_cfg=dict(type='BN')), 'mmpretrain')
        return {key: value.shape for key, value in network.state_dict().items()}

    assert shapes(backbone) == shapes(read_config(source).model.backbone)


@pytest.mark.parametrize('name', [COCO[0], COCO[3], COCO[5], COCO[7]])
def test_heads_fit_their_backbones(name, read_config):
    cfg = read_config(name)
    with torch.device('meta'):
        backbone = build(dict(cfg.model.backbone, init_cfg=None), 'mmpretrain').eval()
        feature = backbone(torch.empty(1, 3, 64, 64))[-1]
    assert feature.shape[1] == cfg.model.head.in_channels


def test_the_loss_is_80_times_the_mean(read_config):
    head = build(dict(read_config(COCO[0]).model.head, in_channels=8), 'mmpretrain')
    features, targets = torch.randn(5, 8), (torch.rand(5, 80) < 0.05).float()
    samples = [DataSample().set_gt_score(target) for target in targets]
    expected = 80 * F.binary_cross_entropy_with_logits(head.fc(features), targets)
    torch.testing.assert_close(head.loss((features, ), samples)['loss'], expected)


@pytest.mark.parametrize('name', VOC)
def test_recipe_on_voc(name, read_config):
    cfg = read_config(name)
    decay = 1e-4 if 'dla' in name else 5e-4
    assert cfg.optim_wrapper.optimizer == dict(type='SGD', lr=0.007, momentum=0.9, weight_decay=decay)
    assert cfg.auto_scale_lr.base_batch_size == 16
    assert cfg.model.decode_head.loss_decode.avg_non_ignore
    assert cfg.train_cfg.max_iters == 50 * -(-10582 // 16)
    assert learning_rates(cfg, [0, 16550, 33099]) == pytest.approx([1, 0.5 ** 0.9, 0], rel=1e-3)
    if 'dla' not in name:
        assert cfg.model.backbone.output_stride == 16
        assert cfg.model.decode_head.dilations == (1, 6, 12, 18)


def test_dilations_of_the_last_stage(read_config):
    cfg = read_config('deeplabv3_resnext50_voc')
    with torch.device('meta'):
        backbone = build(dict(cfg.model.backbone, init_cfg=None), 'mmseg')
    assert [block.paths.middle.conv.dilation for block in backbone.stages[3]] == [(2, 2), (4, 4), (8, 8)]


def test_the_last_upsampling_of_dla_is_not_trained(read_config):
    cfg = read_config('dla-up_dla-x60-elastic_voc')
    model = build(task_of(cfg.model).reduce_model(cfg), 'mmseg')
    optimizer = build_optim_wrapper(model, cfg.optim_wrapper).optimizer
    before = model.decode_head.upsampling.weight.clone()
    model.init_weights()
    assert not model.decode_head.upsampling.weight.requires_grad
    for group in optimizer.param_groups:
        for parameter in group['params']:
            parameter.grad = torch.ones_like(parameter) if parameter.requires_grad else None
    optimizer.step()
    torch.testing.assert_close(model.decode_head.upsampling.weight, before, rtol=0, atol=0)


@pytest.fixture
def files(tmp_path):
    """An image of VOC's size, and its labels."""
    cv2.imwrite(str(tmp_path / 'a.jpg'), np.full((375, 500, 3), 90, np.uint8))
    cv2.imwrite(str(tmp_path / 'a.png'), np.full((375, 500), 20, np.uint8))
    return dict(img_path=str(tmp_path / 'a.jpg'), seg_map_path=str(tmp_path / 'a.png'), reduce_zero_label=False,
                seg_fields=[])


@pytest.mark.parametrize('split', ['train', 'test'])
def test_images_of_voc_fill_the_crop(split, files, read_config):
    """Outside of the image there is the mean colour, which is 0 once images are normalised, and no label."""
    cfg = read_config(VOC[0])
    dataset = cfg[f'{split}_dataloader'].dataset
    with DefaultScope.overwrite_default_scope('mmseg'):
        sample = Compose(dataset.get('datasets', [dataset])[0].pipeline)(files)
        preprocessor = build(cfg.data_preprocessor, 'mmseg')
    height, width = sample['inputs'].shape[1:]
    assert height <= 513 >= width
    batch = preprocessor(dict(inputs=[sample['inputs']], data_samples=[sample['data_samples']]), split == 'train')
    assert batch['inputs'].shape == (1, 3, 513, 513)
    assert (batch['inputs'][..., height:, :] == 0).all()
    if split == 'train':
        labels = batch['data_samples'][0].gt_sem_seg.data
        assert (labels[..., :height, :width] == 20).all()
        assert (labels == 20).sum() == height * width
        assert ((labels == 20) | (labels == 255)).all()
    else:
        assert (height, width) == (375, 500)


def test_both_small_segmentors_cost_as_much(read_config):
    from mmuvp.apis import get_complexity, get_model

    found = []
    for name in ('resnext_small_camvid', 'resnext-elastic_small_camvid'):
        complexity = get_complexity(get_model(name).eval(), (160, 160))
        found.append((complexity.parameters, complexity.macs))
    assert found[1] == pytest.approx(found[0], rel=0.06)
