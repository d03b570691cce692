"""What the configs of CO2 say, against the chapter."""
import pytest
import torch
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

TERMS = {'moco-v1': (0.07, 0.04, 10), 'moco-v2': (0.2, 0.05, 0.3), 'simclr': (0.1, 1.0, 0.07)}
PRE_TRAINING = ['moco-v1', 'moco-v1-co2', 'moco-v2', 'moco-v2-co2']


def reduced(cfg):
    return build(task_of(cfg.model).reduce_model(cfg), task_of(cfg.model).SCOPE)


@pytest.mark.parametrize(('name', 'epochs', 'rates'), [
    ('moco-v1_r50_in1k', [0, 119, 120, 160, 199], [1, 1, 0.1, 0.01, 0.01]),
    ('moco-v2_r50_in1k', [0, 100, 150], [1, 0.5, 0.1464])])
def test_recipe(name, epochs, rates, read_config):
    """Appendix D.1: SGD at 0.03 for batches of 256 on 4 devices, 200 epochs."""
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='SGD', lr=0.03, momentum=0.9, weight_decay=1e-4)
    assert (cfg.train_dataloader.batch_size, cfg.auto_scale_lr.base_batch_size) == (64, 256)
    assert cfg.train_cfg.max_epochs == 200
    assert cfg.model.backbone.depth == 50
    assert (cfg.model.queue_len, cfg.model.feat_dim, cfg.model.momentum) == (65536, 128, 0.001)
    cfg = cfg.copy()
    cfg.param_scheduler = [dict(scheduler, by_epoch=False) for scheduler in cfg.param_scheduler]
    assert learning_rates(cfg, epochs) == pytest.approx(rates, rel=1e-3)


@pytest.mark.parametrize(('method', 'data'), [
    ('moco-v1', 'r50_in1k'), ('moco-v2', 'r50_in1k'), ('moco-v1', 'r18_in100'), ('moco-v2', 'r18_in100'),
    ('simclr', 'r18_in100')])
def test_term(method, data, read_config):
    plain, whole = read_config(f'{method}_{data}').model.to_dict(), read_config(f'{method}-co2_{data}').model.to_dict()
    assert plain['head']['temperature'] == TERMS[method][0]
    assert whole.pop('consistency') == dict(type='mmuvp.ConsistencyLoss', temperature=TERMS[method][1])
    assert whole.pop('consistency_weight') == TERMS[method][2]
    assert whole == plain


@pytest.mark.parametrize(('name', 'steps'), [
    ('moco-v1_r50_in1k', ['RandomResizedCrop', 'RandomGrayscale', 'ColorJitter', 'RandomFlip']),
    ('moco-v2_r50_in1k', ['RandomResizedCrop', 'RandomApply', 'RandomGrayscale', 'GaussianBlur', 'RandomFlip'])])
def test_views(name, steps, read_config):
    _, views, _ = read_config(name).train_dataloader.dataset.pipeline
    assert [[step.type for step in view] for view in views.transforms] == [steps]


@pytest.mark.parametrize(('ablation', 'weight', 'temperature', 'divergence'), [
    ('alpha-0', 0, 0.04, 'symmetric'), ('alpha-1', 1, 0.04, 'symmetric'), ('alpha-5', 5, 0.04, 'symmetric'),
    ('alpha-20', 20, 0.04, 'symmetric'), ('alpha-50', 50, 0.04, 'symmetric'),
    ('temperature-0p02', 10, 0.02, 'symmetric'), ('temperature-0p07', 10, 0.07, 'symmetric'),
    ('temperature-0p1', 10, 0.1, 'symmetric'), ('forward-kl', 10, 0.04, 'forward'),
    ('reverse-kl', 10, 0.04, 'reverse')])
def test_ablation(ablation, weight, temperature, divergence, read_config):
    term = reduced(read_config(f'moco-v1-co2_r18_in100_{ablation}')).consistency
    assert (term.weight, term.divergence.temperature, term.divergence.divergence) == (weight, temperature, divergence)


def test_smoothed_labels_of_negatives_are_equal(read_config):
    loss = reduced(read_config('moco-v1_r18_in100_label-smoothing')).head.loss_module
    logits = torch.randn(2, 25)
    expected = -(0.9 * logits.log_softmax(dim=1)[:, 0] + 0.1 * logits.log_softmax(dim=1).mean(dim=1)).mean()
    torch.testing.assert_close(loss(logits, torch.zeros(2, dtype=torch.long)), expected)


@pytest.mark.parametrize('name', ['linear_moco-v2-co2_r50_in1k', 'linear_simclr-co2_r18_in100'])
def test_linear(name, read_config):
    """Appendix D.2: the backbone is frozen, batch norms included."""
    cfg = read_config(name)
    assert cfg.model.backbone.init_cfg.checkpoint == f'work_dirs/{name.removeprefix("linear_")}/epoch_200.pth'
    optimizer = cfg.optim_wrapper.optimizer
    assert (optimizer.lr, optimizer.momentum, optimizer.weight_decay) == (15, 0.9, 0)
    schedule, = cfg.param_scheduler
    assert (schedule.type, schedule.milestones, schedule.gamma) == ('MultiStepLR', [60, 80], 0.1)
    model = reduced(cfg)
    model.train()
    assert [key for key, value in model.named_parameters() if value.requires_grad] == ['head.fc.weight', 'head.fc.bias']
    before = {key: value.clone() for key, value in model.backbone.state_dict().items()}
    model(torch.rand(2, 3, 33, 33), mode='tensor')
    torch.testing.assert_close(model.backbone.state_dict(), before, rtol=0, atol=0)


@pytest.mark.parametrize('share', [1, 10])
@pytest.mark.parametrize('method', PRE_TRAINING)
def test_few_labels(method, share, read_config):
    cfg = read_config(f'semi-supervised_{method}_r50_in1k-{share}percent')
    assert cfg.train_dataloader.dataset.ann_file == f'meta/train_{share}percent.txt'
    assert 'ann_file' not in cfg.val_dataloader.dataset
    assert cfg.model.backbone.init_cfg.checkpoint == f'work_dirs/{method}_r50_in1k/epoch_200.pth'
    model = reduced(cfg)
    groups = build_optim_wrapper(model, cfg.optim_wrapper).optimizer.param_groups
    names = {id(value): key for key, value in model.named_parameters()}
    assert len(groups) == len(names)
    for group in groups:
        head = names[id(group['params'][0])].startswith('head.')
        assert group['lr'] == pytest.approx(1. if head else 0.01)
        assert group['weight_decay'] == (5e-4 if 'v1' in method else 1e-4)
    assert cfg.param_scheduler == [dict(type='MultiStepLR', by_epoch=True, milestones=[12, 16], gamma=0.2)]


@pytest.mark.parametrize('method', PRE_TRAINING)
@pytest.mark.parametrize('name', ['faster-rcnn_{}-r50_voc0712', 'mask-rcnn_{}-r50_coco'])
def test_detection(name, method, read_config):
    """All stages start from the pre-training and learn; losses of the proposals weigh a tenth."""
    model = read_config(name.format(method)).model
    weights = dict(type='Pretrained', checkpoint=f'work_dirs/{method}_r50_in1k/epoch_200.pth', prefix='backbone.')
    for part in (model.backbone, model.roi_head.shared_head):
        assert part.init_cfg == weights
        assert (part.style, part.norm_eval, part.norm_cfg.requires_grad) == ('pytorch', False, True)
    assert model.backbone.frozen_stages == -1
    assert {loss.loss_weight for loss in (model.rpn_head.loss_cls, model.rpn_head.loss_bbox)} == {0.1}
    assert {loss.loss_weight for loss in (model.roi_head.bbox_head.loss_cls, model.roi_head.bbox_head.loss_bbox)} == {1}


def test_detection_on_voc(read_config):
    cfg = read_config('faster-rcnn_moco-v2-co2-r50_voc0712')
    assert cfg.train_cfg.max_iters == 24000
    assert learning_rates(cfg, [100, 17999, 18000, 22000]) == pytest.approx([1, 1, 0.1, 0.01])
    assert cfg.val_evaluator.iou_thrs == pytest.approx([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])
    parts = cfg.train_dataloader.dataset.datasets
    assert [part.ann_file for part in parts] == [f'VOC{year}/ImageSets/Main/trainval.txt' for year in (2007, 2012)]


@pytest.mark.parametrize(('name', 'iterations', 'rate'), [('voc', 33100, 0.003), ('cityscapes', 90000, 0.01)])
def test_segmentation(name, iterations, rate, read_config):
    cfg = read_config(f'fcn_moco-v2-co2-r50_{name}')
    assert cfg.optim_wrapper.optimizer == dict(type='SGD', lr=rate, momentum=0.9, weight_decay=1e-4)
    assert cfg.train_cfg.max_iters == iterations
    assert cfg.auto_scale_lr.base_batch_size == 16
    steps = [0, iterations * 7 // 10, iterations * 9 // 10]
    assert learning_rates(cfg, steps) == pytest.approx([1, 0.1, 0.01])
    model = reduced(cfg)
    assert {conv.dilation for conv in model.backbone.layer4.modules() if getattr(conv, 'kernel_size', 0) == (3, 3)} == {
        (2, 2)}
    assert model.backbone(torch.zeros(1, 3, 64, 96))[0].shape[2:] == (4, 6)


def test_small_models_differ_in_the_term_alone(read_config):
    plain, whole = (read_config(f'moco-v2{kind}_small_cifar10')._cfg_dict.to_dict() for kind in ('', '-co2'))
    assert {whole['model'].pop('consistency')['temperature'], whole['model'].pop('consistency_weight')} == {0.05, 0.3}
    assert whole == plain
