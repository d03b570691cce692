import functools
import json

import pytest
import torch
from mmengine.config import ConfigDict
from reduction import build, random_batch, reduce_model

from mmuvp.apis.model import strip_training_parts


@functools.cache
def reduced_step(description):
    """Build a model, train it for one step and predict with it; configs that share a model share the step.

    Returns:
        tuple: The names of its losses, and its parameters by name and shape once training is over.
    """
    torch.manual_seed(0)
    cfg = ConfigDict(json.loads(description))
    model = build(cfg)
    model.init_weights()
    head = model.panoptic_head
    batch = random_batch(head.num_things_classes, head.num_classes)

    model.train()
    losses = model(**model.data_preprocessor(batch, training=True), mode='loss')
    total, log = model.parse_losses(losses)
    assert torch.isfinite(total), {key: value.item() for key, value in log.items()}
    total.backward()
    without = [key for key, p in model.named_parameters() if p.requires_grad and p.grad is None]
    assert not without, f'no gradient reaches {without}, so training on several devices fails'

    model.eval()
    with torch.no_grad():
        predictions = model(**model.data_preprocessor(batch), mode='predict')
    for sample in predictions:
        panoptic = sample.pred_panoptic_seg
        assert panoptic.sem_seg.shape == (1, *sample.ori_shape)
        classes = panoptic.sem_seg % 1000
        assert classes.min() >= 0
        assert classes.max() <= head.num_classes
    strip_training_parts(model)
    return set(losses), {key: value.shape for key, value in model.state_dict().items()}


def step(model):
    return reduced_step(json.dumps(model.to_dict(), sort_keys=True))


@pytest.fixture
def model(name, read_config):
    return reduce_model(read_config(name).model)


def test_one_step(model):
    losses, parameters = step(model)
    head = model.panoptic_head
    if head.type == 'mmuvp.PanopticDeepLabHead':
        assert losses == {'loss_semantic', 'loss_centre', 'loss_offset'}
    elif head.type == 'mmuvp.KMaXHead':
        assert losses == expected_losses(head)
    else:
        assert {'loss_cls', 'loss_mask', 'loss_dice', 'd0.loss_mask'} <= losses
        assert ('loss_remask' in losses) == ('remask' in head)

    dropped = {'remask', 'reclass', 'auxiliary_semantic_head'}
    if (head.get('remask') or {}).get('at_test'):
        dropped.remove('remask')
    head.update({key: None for key in dropped if key in head})
    bare = build(model).state_dict()
    assert parameters == {key: value.shape for key, value in bare.items()}, 'training leaves parameters behind'


def expected_losses(head):
    """Names of the losses of a ``mmuvp.KMaXHead``."""
    terms = ('loss_cls', 'loss_dice', 'loss_mask_id', 'loss_insdis')
    layers = range(sum(head.transformer_decoder.num_layers))
    names = {f'{stage}{term}' for stage in ('', *(f'd{layer}.' for layer in layers)) for term in terms}
    if head.auxiliary_semantic_head is not None:
        names.add('loss_semantic')
    remask = head.get('remask')
    if remask is not None and remask.get('semantic') != 'ground_truth':
        names |= {f'd{stage}.loss_remask' for stage in range(remask.get('num_stages', 4))}
    return names
