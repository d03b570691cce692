"""Judgements of frozen features under the runner: as a test, and while a network is pre-trained."""
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
import torch
from attentive_classifier import write_checkpoint
from frozen_models import (
    LABELS,
    RESNET,
    VIT,
    dataloader,
    judged,
    literal_knn_accuracy,
    write_pictures,
)
from mmengine.config import Config
from mmengine.hooks import Hook
from mmengine.runner import Runner

from mmuvp.apis import get_model
from mmuvp.apis.runtime import build_runner, use_checkpoint
from mmuvp.engine import InitialValidationHook

KNN = dict(type='mmuvp.KNNAccuracy', k=(1, 5), topk=(1, ))


@pytest.fixture
def root(tmp_path):
    """A folder with pictures to learn from and to test on."""
    write_pictures(tmp_path / 'train')
    write_pictures(tmp_path / 'test', count=4, seed=1)
    return tmp_path


def features_of(model, loader):
    """Features and labels of all pictures, one by one."""
    features, labels = [], []
    for data in Runner.build_dataloader(loader):
        with torch.no_grad():
            images = model.eval().data_preprocessor(data, False)['inputs']
            output = model.backbone(images)[-1]
        features.append(output[:, 0] if output.dim() == 3 else output.mean(dim=(2, 3)))
        labels += [sample.gt_label for sample in data['data_samples']]
    return torch.cat(features), torch.cat(labels)


@pytest.mark.parametrize('backbone', [VIT, RESNET])
def test_of_a_checkpoint(root, backbone):
    cfg = judged(root, KNN, backbone, reference_dataloader=dataloader(root / 'train', 7))
    checkpoint = write_checkpoint(cfg, root / 'weights.pth')
    use_checkpoint(cfg, checkpoint)
    scores = build_runner(cfg).test()
    model = get_model(cfg, checkpoint)
    sets = *features_of(model, dataloader(root / 'train')), *features_of(model, dataloader(root / 'test'))
    for k in (1, 5):
        assert scores[f'knn/top1_k{k}'] == pytest.approx(literal_knn_accuracy(*sets, k, 1, 0.07))


def pretraining(root):
    """Config of SimCLR on the pictures, for two epochs."""
    cfg = Config(dict(
        judged(root, KNN).to_dict(),
        model=dict(
            type='SimCLR', backbone=RESNET,
            neck=dict(type='NonLinearNeck', in_channels=32, hid_channels=8, out_channels=8, num_layers=2),
            head=dict(type='ContrastiveHead', loss=dict(type='CrossEntropyLoss'), temperature=0.1)),
        data_preprocessor=dict(type='SelfSupDataPreprocessor', mean=[128] * 3, std=[64] * 3, to_rgb=True),
        train_dataloader=dataloader(root / 'train', 4 * LABELS),
        optim_wrapper=dict(optimizer=dict(type='SGD', lr=0.1)),
        train_cfg=dict(type='mmuvp.ResumableEpochLoop', max_epochs=2),
        custom_hooks=[dict(type='mmuvp.InitialValidationHook')],
        val_dataloader=dataloader(root / 'test'),
        val_evaluator=KNN,
        val_cfg=dict(type='mmuvp.FrozenFeatureValLoop', reference_dataloader=dataloader(root / 'train')),
        randomness=dict(seed=0),
        default_hooks=dict(checkpoint=dict(type='mmuvp.SafeCheckpointHook', save_best='knn/top1'))))
    cfg.train_dataloader.dataset.pipeline = [
        dict(type='LoadImageFromFile'),
        dict(type='MultiView', num_views=2, transforms=[[dict(type='RandomFlip', prob=0.5)]]),
        dict(type='PackInputs')]
    for key in ('test_dataloader', 'test_evaluator', 'test_cfg'):
        cfg.pop(key)
    return cfg


def test_before_during_and_after_pretraining(root):
    runner = build_runner(pretraining(root))
    seen = []

    class Record(Hook):
        def after_val_epoch(self, runner, metrics):
            seen.append((runner.iter, metrics['knn/top1']))
    runner.register_hook(Record())
    runner.train()
    assert [iteration for iteration, _ in seen] == [0, 2, 4]
    model = runner.model
    sets = *features_of(model, dataloader(root / 'train')), *features_of(model, dataloader(root / 'test'))
    expected = max(literal_knn_accuracy(*sets, k, 1, 0.07) for k in (1, 5))
    assert seen[-1][1] == pytest.approx(expected)


def test_validation_does_not_change_training(root):
    weights = []
    for interval in (1, 5):
        cfg = pretraining(root)
        cfg.train_cfg.val_interval = interval
        if interval == 5:
            cfg.custom_hooks = []
        cfg.experiment_name = f'interval-{interval}'
        runner = build_runner(cfg)
        runner.train()
        weights.append({key: value.clone() for key, value in runner.model.state_dict().items()})
    torch.testing.assert_close(*weights, rtol=0, atol=0)


def test_resumed_training_is_not_validated_again():
    runner = SimpleNamespace(iter=3, val_loop=Mock())
    InitialValidationHook().before_train(runner)
    runner.val_loop.run.assert_not_called()


def test_initial_validation_without_validation():
    with pytest.raises(ValueError, match='needs val_dataloader'):
        InitialValidationHook().before_train(SimpleNamespace(iter=0, val_loop=None))


def test_a_part_that_is_not_there(root):
    cfg = judged(root, KNN, reference_dataloader=dataloader(root / 'train'), features=dict(network='teacher.backbone'))
    with pytest.raises(ValueError, match='PretrainedFeatures has no teacher.backbone: PretrainedFeatures has data_pre'):
        build_runner(cfg).test()


@pytest.mark.parametrize('given', [True, False])
def test_reference_set_and_metrics_go_together(root, given):
    cfg = judged(root, dict(type='Accuracy', topk=(1, )) if given else KNN)
    if given:
        cfg.test_cfg.reference_dataloader = dataloader(root / 'train')
    with pytest.raises(ValueError, match='reference_dataloader is for metrics that are fitted'):
        build_runner(cfg).test()
