"""Referring segmentation by a frozen CLIP: how its configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmdet.structures import DetDataSample

from mmuvp.registry import DATASETS, METRICS

SCOPE = 'mmdet'
SMALL_CLIP = dict(
    type='mmuvp.FrozenCLIP',
    arch=dict(
        embed_dim=16, vision_cfg=dict(image_size=32, patch_size=16, width=16, layers=3, head_width=8),
        text_cfg=dict(context_length=77, width=16, heads=2, layers=2)))
SENTENCES = [['the red box'], ['左の犬', 'the dog on the left ' * 50]]


def reduce_model(cfg):
    """The model with small random networks in the places of CLIP, and without the random field."""
    model = deepcopy(cfg.model)
    for part in (model.car, model.car.proposer, model.car.classifier):
        if 'clip' in part:
            part.clip = deepcopy(SMALL_CLIP)
    model.crf = None
    return model


def random_batch(cfg):
    """Two images of different sizes with their sentences."""
    images = [torch.randint(256, (3, *size), dtype=torch.uint8) for size in ((37, 50), (64, 33))]
    sizes = [tuple(image.shape[1:]) for image in images]
    samples = [DetDataSample(metainfo=dict(img_shape=size, ori_shape=size, text=text))
               for size, text in zip(sizes, SENTENCES, strict=True)]
    return dict(inputs=images, data_samples=samples)


def check_features(cfg, model, batch):
    """There is one mask of the size of each image, and no weight is trained."""
    assert not any(parameter.requires_grad for parameter in model.parameters())
    for sample in model.test_step(batch):
        assert sample.pred_instances.masks.dtype == torch.bool
        assert sample.pred_instances.masks.shape == (1, *sample.ori_shape)


def check_losses(model, losses):
    assert losses == set()


def check_classes(cfg):
    """There is no training; the masks are those of expressions, and the samples tell what the metrics read."""
    assert not any(cfg.get(key) for key in ('train_dataloader', 'train_cfg', 'optim_wrapper', 'val_dataloader'))
    dataset = cfg.test_dataloader.dataset
    assert DATASETS.get(dataset.type) is not None
    assert [step.type for step in dataset.pipeline] == [
        'LoadImageFromFile', 'mmuvp.LoadReferredMask', 'mmdet.PackDetInputs']
    assert {'text', 'gt_masks', 'ref_id', 'sequence'} <= set(dataset.pipeline[-1].meta_keys)
    evaluators = cfg.test_evaluator if isinstance(cfg.test_evaluator, list) else [cfg.test_evaluator]
    assert all(METRICS.get(evaluator.type) is not None for evaluator in evaluators)
    assert (dataset.type == 'mmuvp.RefDAVIS') == (evaluators[0].type == 'mmuvp.ReferringVideoScore')


def check_inference_model(model, parameters):
    from reduction import build
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
