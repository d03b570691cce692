"""CLIPs that learn from captions: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmpretrain.structures import DataSample

SCOPE = 'mmpretrain'
IMAGES, TEXTS, FEATURES, WORDS = 3, 3, 8, 49408


def reduce_model(cfg):
    """The model of a config with narrow encoders, and the config's data preprocessor.

    Args:
        cfg (Config): Config of a ``CLIP``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    model.arch.embed_dim = FEATURES
    model.arch.vision_cfg.update(width=16, layers=2, head_width=8)
    model.arch.text_cfg.update(width=16, layers=1, heads=2)
    return model


def random_batch(model):
    """Some images with texts of random words, as `default_collate` gives them."""
    generator = torch.Generator().manual_seed(0)
    side = model.arch.vision_cfg.image_size
    return dict(
        inputs=torch.randint(0, 256, (IMAGES, 3, side, side), generator=generator, dtype=torch.uint8),
        data_samples=[DataSample(text=torch.randint(WORDS, (TEXTS, 77), generator=generator)) for _ in range(IMAGES)])


def check_losses(model, losses):
    assert losses == {'scale', *(f'loss_{name}' for name in model.readouts)}


def check_predictions(model, predictions):
    """Images and texts are different points of one sphere."""
    images = torch.stack([sample.image_embedding for sample in predictions])
    texts = torch.stack([sample.text_embeddings for sample in predictions])
    assert images.shape == (IMAGES, FEATURES)
    assert texts.shape == (IMAGES, TEXTS, FEATURES)
    for vectors in (images, texts.flatten(0, 1)):
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(len(vectors)))
        assert vectors.std(dim=0).max() > 0


def check_classes(cfg):
    """Texts are as long as the encoder reads; training sees nothing of validation, and whole batches."""
    loader = cfg.train_dataloader
    steps = {step.type.rpartition('.')[2]: step for step in loader.dataset.pipeline}
    assert steps['TokenizeCaption'].get('context', 77) == cfg.model.arch.text_cfg.context_length
    assert 'text' in steps['PackInputs'].algorithm_keys
    assert (loader.dataset.split, cfg.val_dataloader.dataset.split) == ('train', 'val')
    assert loader.dataset.spec == cfg.val_dataloader.dataset.spec
    assert loader.drop_last
    # "left" and "right" are words of the expressions
    assert not any('Flip' in name for name in steps)


def check_inference_model(model, parameters):
    """Inference has all weights."""
    assert all(key.startswith('clip.') for key in parameters)
    assert {'clip.logit_scale', 'clip.visual.proj', 'clip.text_projection'} <= parameters.keys()
