"""Classes in words against the published GroupViT: embeddings of prompt ensembles, and how well images fit them."""
import math
from types import SimpleNamespace

import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.models.task_modules import ClassPrompts


@pytest.fixture(scope='module')
def case():
    return Case('groupvit_two_stage')


@pytest.fixture(scope='module')
def model(case):
    """The classifier of the config with the published weights, whose prompts are the tokens of the case."""
    temperatures = {key: torch.tensor(math.log(1 / 0.07)) for key in case.spec['fixed']}
    weights = mmuvp.checkpoints.convert('groupvit', case.state_dict() | temperatures)
    model = mmuvp.get_model('zero-shot_groupvit-two-stage_in1k')
    weights.pop('multi_label_logit_scale')
    model.load_state_dict(weights, strict=True)
    tokens = case.inputs()['zero_shot_text']
    prompts = ClassPrompts([str(label) for label in range(len(tokens))], templates=['{}', 'a {}'])
    model.classes.prompts = SimpleNamespace(
        embed=lambda encode, device: prompts.combine(encode(tokens.flatten(0, 1)).unflatten(0, tokens.shape[:2])))
    return model.eval()


def test_embeddings_of_classes(case, model):
    with torch.no_grad():
        case.check('zero_shot_embedding', model.classes(model.model.encode_text, torch.device('cpu')))


def test_cosines(case, model):
    with torch.no_grad():
        case.check('zero_shot_logits', model(case.inputs()['image']))


def test_normalising_first_would_differ(case, model):
    """CLIP's order of averaging is another one."""
    tokens = case.inputs()['zero_shot_text']
    other = ClassPrompts(['a'], average='normalised')
    with torch.no_grad():
        encoded = model.model.encode_text(tokens.flatten(0, 1)).unflatten(0, tokens.shape[:2])
    assert case.error('zero_shot_embedding', other.combine(encoded)) > 1e-4
