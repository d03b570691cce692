"""Students of their own running mean: how their configs are made small, fed and checked."""
from copy import deepcopy

import pretraining
import torch
from mmpretrain.structures import DataSample
from pretraining import predict
from reduction import SMALL_BACKBONES, build

from mmuvp.datasets.transforms import DrawPatchMasks

__all__ = ['predict']

SCOPE = 'mmpretrain'
IMAGES, CLASSES, WIDTH = 2, 12, 16
SIDES = {'IBOTVisionTransformer': (32, 16), 'MaskedSwinTransformer': (64, 32)}  # of large and small crops


def reduce_model(cfg):
    """The model of a config with a narrow backbone and few classes, and the config's data preprocessor.

    Args:
        cfg (Config): Config of an ``IBOT``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    model.backbone.update(SMALL_BACKBONES[model.backbone.type.split('.')[-1]], img_size=_sides(model)[0])
    with torch.no_grad():
        feature = build(model.backbone, SCOPE)(torch.zeros(1, 3, *[_sides(model)[0]] * 2))[-1]
    model.neck.update(in_channels=feature.shape[-1], out_channels=CLASSES, hidden_channels=WIDTH,
                      bottleneck_channels=WIDTH)
    model.head.num_classes = CLASSES
    if 'target_generator' in model:
        _reduce_tokenizer(model, feature.shape[-1])
    return model


def random_batch(model):
    """Crops of some images as `default_collate` gives them, with masks if the model hides patches."""
    generator = torch.Generator().manual_seed(0)
    large, small = _sides(model)
    crops = [torch.randint(0, 256, (IMAGES, 3, side, side), generator=generator, dtype=torch.uint8)
             for side in (large, large, small)]
    samples = [DataSample() for _ in range(IMAGES)]
    if model.backbone.with_mask_token:
        masks = DrawPatchMasks(large // _stride(model), shape='random', ratio=0.5, variance=0.)
        for sample in samples:
            sample.set_mask(masks({})['mask'])
    for sample in samples:
        sample.set_metainfo(dict(crops=[(0, 0, 40, 30), (50, 10, 10, 40)]))
    return dict(inputs=crops, data_samples=samples)


def check_losses(model, losses):
    of_patches = model.backbone.with_mask_token or 'match' in model
    assert losses == ({'loss_class', 'loss_patch'} if of_patches else {'loss_class'})


def check_predictions(model, features):
    feature, = features
    assert feature.shape[0] == IMAGES


def check_classes(cfg):
    """Heads and losses have one number of classes; masks are those of the large crops' patches."""
    assert cfg.model.neck.out_channels == cfg.model.head.num_classes
    assert cfg.train_dataloader.drop_last
    assert cfg.train_dataloader.collate_fn.type == 'default_collate'
    pipeline = cfg.train_dataloader.dataset.pipeline
    views, = (step for step in pipeline if step.type.endswith('MultiView'))
    masks = [step for step in pipeline if step.type.endswith('DrawPatchMasks')]
    assert bool(masks) == cfg.model.backbone.with_mask_token
    for step in masks:
        kind = -1 if step.get('key') == 'local_mask' else 0
        assert views.transforms[kind][0].scale == step.grid * _stride(cfg.model)
        assert step.num_masks <= sum(views.num_views[2:] if kind else views.num_views[:2])


def check_inference_model(model, parameters):
    """Inference has the weights of the teacher's backbone alone."""
    pretraining.check_inference_model(model, parameters, 'teacher.backbone.')


def _reduce_tokenizer(model, channels):
    model.target_generator.pop('init_cfg')
    model.target_generator.n_hid = WIDTH
    model.patch_head.embed_dims = channels
    model.tokenizer_size = _sides(model)[0] * model.tokenizer_size // 224


def _sides(model):
    return SIDES[model.backbone.type.split('.')[-1]]


def _stride(model):
    """Pixels, along a side, that an entry of a mask covers."""
    return 32 if 'Swin' in model.backbone.type else model.backbone.get('patch_size', 16)
