"""Learners of the tokens of masked patches: how their configs are made small, fed and checked."""
from copy import deepcopy

import pretraining
import torch
from mmpretrain.structures import DataSample
from pretraining import predict
from reduction import SMALL_BACKBONES

__all__ = ['predict']

SCOPE = 'mmpretrain'
IMAGES, SIDE, STRIDE, WIDTH = 2, 64, 16, 16


def reduce_model(cfg):
    """The model of a config with a narrow backbone, tokenizers without weights, and the config's data preprocessor.

    Args:
        cfg (Config): Config of a ``BEiT``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    small = SMALL_BACKBONES[model.backbone.type.split('.')[-1]]
    model.backbone.update(small, img_size=SIDE)
    model.head.embed_dims = small['arch']['embed_dims']
    tokenizer = model.target_generator
    tokenizer.pop('init_cfg', None)
    if 'backbone' in tokenizer:
        tokenizer.backbone.update(small, img_size=SIDE)
        tokenizer.neck.update(in_channels=model.head.embed_dims, hidden_channels=WIDTH, bottleneck_channels=WIDTH)
        tokenizer.grid = (SIDE // STRIDE, SIDE // STRIDE)
    if tokenizer.type.endswith('DALLEEncoder'):
        tokenizer.n_hid = WIDTH
    return model


def random_batch(model):
    """A crop of some images twice, the second one of half the side for DALL-E's tokens of 8 pixels, with masks."""
    generator = torch.Generator().manual_seed(0)
    second = SIDE // 2 if model.target_generator.type.endswith('DALLEEncoder') else SIDE
    crops = [torch.randint(0, 256, (IMAGES, 3, side, side), generator=generator, dtype=torch.uint8)
             for side in (SIDE, second)]
    grid = SIDE // STRIDE
    return dict(inputs=crops, data_samples=[
        DataSample().set_mask(torch.rand(grid, grid, generator=generator) < 0.5) for _ in range(IMAGES)])


def check_losses(model, losses):
    assert losses == {'loss'}


def check_predictions(model, features):
    feature, = features
    assert feature.shape[0] == IMAGES


def check_classes(cfg):
    """The head tells as many tokens as there are, on a grid that both sizes of the crop have."""
    tokenizer = cfg.model.target_generator
    kind = tokenizer.type.rpartition('.')[2]
    counts = {'FrozenBranchTokenizer': lambda: tokenizer.neck.out_channels, 'FrozenDALLEEncoder': lambda: 8192,
              'MeanColorTokenizer': lambda: 2 ** (3 * tokenizer.bits),
              'PatchClusterTokenizer': lambda: tokenizer.num_clusters}
    assert cfg.model.head.num_embed == counts[kind]()
    crop, = (step for step in cfg.train_dataloader.dataset.pipeline if step.type.endswith('TwoPic'))
    masks, = (step for step in cfg.train_dataloader.dataset.pipeline if step.type.endswith('DrawPatchMasks'))
    assert crop.size == STRIDE * masks.grid
    assert crop.second_size == (8 if kind == 'FrozenDALLEEncoder' else STRIDE) * masks.grid
    assert masks.num_masks is None
    assert cfg.train_dataloader.drop_last
    assert cfg.train_dataloader.collate_fn.type == 'default_collate'


def check_inference_model(model, parameters):
    """Nothing is taken out of a stock model but what it says itself."""
    pretraining.check_inference_model(model, parameters, ('backbone.', 'head.', 'target_generator.', 'data_prep'))
