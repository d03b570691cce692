"""Learners of images from their captions: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmpretrain.structures import DataSample
from reduction import SIZE
from zero_shot import reduce_text_model

SCOPE = 'mmpretrain'
IMAGES, LENGTH, WORDS, FEATURES = 3, 77, 49408, 8


def reduce_model(cfg):
    """The model of a config with narrow encoders and few groups, and the config's data preprocessor."""
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    reduce_text_model(model)
    return model


def random_batch(model):
    """Some images of an odd size with texts of random words, as `default_collate` gives them."""
    generator = torch.Generator().manual_seed(0)
    texts = 1 if model.multi_label_loss is None else 4
    return dict(
        inputs=torch.randint(0, 256, (IMAGES, 3, *SIZE), generator=generator, dtype=torch.uint8),
        data_samples=[DataSample(text=torch.randint(WORDS, (texts, LENGTH), generator=generator))
                      for _ in range(IMAGES)])


def check_losses(model, losses):
    assert losses == {'loss_contrastive'} | ({'loss_multi_label'} if model.multi_label_loss is not None else set())


def check_predictions(model, predictions):
    """Images and texts are points of one sphere, and differ."""
    assert len(predictions) == IMAGES
    images = torch.stack([sample.image_embedding for sample in predictions])
    texts = torch.stack([sample.text_embeddings[0] for sample in predictions])
    assert images.shape == texts.shape == (IMAGES, FEATURES)
    for vectors in (images, texts):
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(IMAGES))
        assert vectors.std(dim=0).max() > 0


def check_classes(cfg):
    """There are prompts where they are learned from, texts as long as the encoder reads, and whole batches."""
    loader = cfg.train_dataloader
    steps = {step.type.rpartition('.')[2]: step for step in loader.dataset.pipeline}
    assert ('DrawNounPrompts' in steps) == (cfg.model.multi_label_loss is not None)
    if 'DrawNounPrompts' in steps:
        assert steps['DrawNounPrompts'].num_prompts == 3
    assert steps['TokenizeCaption'].get('context', LENGTH) == cfg.model.text_encoder.get('context_length', LENGTH)
    assert 'text' in steps['PackInputs'].algorithm_keys
    assert loader.drop_last
    assert loader.collate_fn.type == 'default_collate'


def check_inference_model(model, parameters):
    """Inference has no use for the temperature of the prompts alone."""
    assert 'logit_scale' in parameters
    assert 'multi_label_logit_scale' not in parameters
    assert {key.partition('.')[0] for key in parameters} <= {
        'backbone', 'text_encoder', 'image_projector', 'text_projector', 'logit_scale', 'data_preprocessor'}
