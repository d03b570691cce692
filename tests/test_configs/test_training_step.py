"""One training step and one prediction of every config, made small."""
import functools
import json

import torch
from mmengine.config import ConfigDict
from reduction import build
from tasks import task_of

from mmuvp.apis.model import strip_training_parts


@functools.cache
def reduced_step(description):
    """Build a model, train it for one step and predict with it; configs that share a model share the step.

    Returns:
        tuple: The names of its losses, and its parameters by name and shape once training is over.
    """
    torch.manual_seed(0)
    cfg = ConfigDict(json.loads(description))
    task = task_of(cfg)
    model = build(cfg, task.SCOPE)
    model.init_weights()
    batch = task.random_batch(cfg)
    if hasattr(task, 'check_features'):  # there is nothing to train
        task.check_features(cfg, model, batch)
        return set(), {key: value.shape for key, value in model.state_dict().items()}

    model.train()
    losses = model(**model.data_preprocessor(batch, training=True), mode='loss')
    total, log = model.parse_losses(losses)
    assert torch.isfinite(total), {key: value.item() for key, value in log.items()}
    total.backward()
    without = [key for key, p in model.named_parameters() if p.requires_grad and p.grad is None]
    assert not without, f'no gradient reaches {without}, so training on several devices fails'

    model.eval()
    with torch.no_grad():
        task.check_predictions(cfg, getattr(task, 'predict', predict)(model, batch))
    strip_training_parts(model)
    return set(losses), {key: value.shape for key, value in model.state_dict().items()}


def predict(model, batch):
    """What a model makes of a batch after training."""
    return model(**model.data_preprocessor(batch), mode='predict')


def test_one_step(name, read_config):
    cfg = read_config(name)
    task = task_of(cfg.model)
    model = task.reduce_model(cfg)
    losses, parameters = reduced_step(json.dumps(model.to_dict(), sort_keys=True))
    task.check_losses(model, losses)
    task.check_inference_model(model, parameters)
