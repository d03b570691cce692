"""Backbones whose features are judged as they are: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from classification import IMAGES, SCOPE, random_batch, reduce_backbone
from reduction import build

from mmuvp.apis.features import FeatureExtractor
from mmuvp.registry import LOOPS

__all__ = ['SCOPE', 'random_batch']


def reduce_model(cfg):
    """The model of a config with a narrow backbone, and the config's data preprocessor."""
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    reduce_backbone(model.backbone)
    return model


def check_features(cfg, model, batch):
    """There is a vector for each image, and the images differ."""
    features, samples = FeatureExtractor(model)(batch)
    assert features.dim() == 2
    assert len(features) == len(samples) == IMAGES
    assert torch.isfinite(features).all()
    assert features.std(dim=0).max() > 0


def check_losses(model, losses):
    assert losses == set()


def check_classes(cfg):
    """There is no training; what is judged and the reference are of one kind, and one view each."""
    assert not any(cfg.get(key) for key in ('train_dataloader', 'train_cfg', 'optim_wrapper', 'val_dataloader'))
    assert LOOPS.get(cfg.test_cfg.type) is not None
    dataset, reference = cfg.test_dataloader.dataset, cfg.test_cfg.reference_dataloader.dataset
    assert dataset.type == reference.type
    assert [step for step in dataset.pipeline if step in reference.pipeline][0].type == 'LoadImageFromFile'


def check_inference_model(model, parameters):
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
