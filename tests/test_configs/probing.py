"""Linear classifiers of many learning rates on a frozen backbone: how their configs are made small, fed and checked."""
from copy import deepcopy

import classification
import torch
from classification import (
    IMAGES,
    SCOPE,
    check_classes,
    check_inference_model,
    random_batch,
    reduce_backbone,
    reduce_corruption,
)
from reduction import build

__all__ = ['SCOPE', 'check_classes', 'check_inference_model', 'random_batch']


def reduce_model(cfg):
    """The model of a config with a narrow backbone, and the config's data preprocessor."""
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    if corruption := model.data_preprocessor.get('corruption'):
        reduce_corruption(corruption)
    outer, backbone = model.backbone, model.backbone.backbone
    reduce_backbone(backbone)
    if backbone.get('out_indices'):
        count = len(backbone.out_indices)
        backbone.arch = dict(backbone.arch, num_layers=count)
        backbone.out_indices = list(range(count))
    if 'num_patches' in outer:
        outer.num_patches = min(outer.num_patches, 2)
    network = build(outer, SCOPE)
    with torch.no_grad():
        model.head.in_channels = network(torch.zeros(1, 3, 33, 33))[-1].shape[1]
    return model


def check_losses(model, losses):
    assert losses == {'loss', 'best_cross_entropy'}


def check_predictions(model, predictions):
    if model.head.get('predict_rate') is not None:
        classification.check_predictions(model, predictions)
        return
    assert len(predictions) == IMAGES
    for sample in predictions:
        assert sample.sweep_scores.shape == (45, model.head.num_classes)
