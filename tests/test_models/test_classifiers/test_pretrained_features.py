"""Backbones that are read from what pre-training leaves."""
import pytest
import torch
from frozen_models import VIT
from mmengine.registry import MODELS, DefaultScope
from torch import nn

from mmuvp.checkpoints import CheckpointError
from mmuvp.checkpoints.io import load_weights


def build(**options):
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        return MODELS.build(dict(
            dict(type='mmuvp.PretrainedFeatures', backbone=VIT, data_preprocessor=dict(type='ClsDataPreprocessor')),
            **options))


def weights_of_pretraining():
    """A student and a teacher with projectors, a queue and a loss."""
    student, teacher = (nn.ModuleDict(dict(backbone=build().backbone, neck=nn.Linear(16, 5))) for _ in range(2))
    for parameter in teacher.parameters():
        nn.init.normal_(parameter)
    teacher = {f'teacher.{key}': value for key, value in teacher.state_dict().items()}
    return {**student.state_dict(), **teacher, 'queue': torch.zeros(3), 'head.center': torch.zeros(5)}


@pytest.mark.parametrize('prefix', ['', 'teacher.'])
@pytest.mark.parametrize('neck', [None, nn.Linear(16, 5)])
def test_own_weights_alone_are_read(prefix, neck):
    weights = weights_of_pretraining()
    model = build(prefix=prefix, neck=neck)
    load_weights(model, weights, 'weights.pth')
    for key, value in model.state_dict().items():
        torch.testing.assert_close(value, weights[prefix + key], rtol=0, atol=0)
    assert len(weights) == len(weights_of_pretraining())  # what was given stays


def test_what_is_not_there():
    weights = weights_of_pretraining()
    with pytest.raises(CheckpointError, match='it lacks backbone.cls_token'):
        load_weights(build(prefix='momentum.'), weights, 'weights.pth')
    del weights['backbone.pos_embed']
    with pytest.raises(CheckpointError, match='it lacks backbone.pos_embed'):
        load_weights(build(), weights, 'weights.pth')


def test_forward():
    model, images = build(), torch.randn(2, 3, 16, 16)
    torch.testing.assert_close(model(images), model.backbone(images))
    with pytest.raises(ValueError, match="mode must be 'tensor', not 'predict'"):
        model(images, mode='predict')
