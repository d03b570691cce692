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
    if 'neck' in model:
        with torch.no_grad():
            tokens = build(model.backbone, SCOPE)(torch.zeros(1, 3, 33, 33))[-1]
        model.neck.update(in_channels=tokens.shape[-1], hidden_channels=8, bottleneck_channels=4)
    return model


def check_features(cfg, model, batch):
    """There is a vector for each image, and the images differ."""
    projector = 'neck' if 'neck' in cfg else None
    features, samples = FeatureExtractor(model, projector=projector)(batch)
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
    dataset, reference = cfg.test_dataloader.dataset, cfg.test_cfg.reference_dataloader
    assert (reference is None) == (cfg.test_evaluator.type == 'mmuvp.ClusterAgreement')
    if reference is not None:
        assert dataset.type == reference.dataset.type
        cropping = [step for step in dataset.pipeline if step.type == 'mmuvp.CropToBox']
        resizing = [step for step in dataset.pipeline[:-1] if step not in cropping]
        assert resizing == reference.dataset.pipeline[:-1]


def check_inference_model(model, parameters):
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
