"""Two-stage GroupViT against the published implementation: both encoders, assignments, losses, zero-shot logits."""
import math

import pytest
import torch
from parity import Case
from torch.nn.functional import normalize

import mmuvp


@pytest.fixture(scope='module')
def case():
    return Case('groupvit_two_stage')


@pytest.fixture(scope='module')
def model(case):
    """The model of the config, with the reference's weights."""
    model = mmuvp.get_model('groupvit-two-stage_vit-small_gcc-yfcc')
    temperature = torch.tensor(math.log(1 / 0.07))
    state = dict(case.state_dict(), logit_scale=temperature, multi_label_logit_scale=temperature)
    model.load_state_dict(mmuvp.checkpoints.convert('groupvit', state), strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def outputs(case, model):
    """What the model computes, by the reference's names."""
    inputs = case.inputs()
    with torch.no_grad():
        (segments, ), between = model.backbone(inputs['image'], return_intermediates=True)
        image = model.encode_image(inputs['image'])
        texts = model.encode_text(inputs['text'].flatten(0, 1)).unflatten(0, inputs['text'].shape[:2])
        prompts = inputs['zero_shot_text']
        classes = normalize(model.encode_text(prompts.flatten(0, 1)).unflatten(0, prompts.shape[:2]).mean(1), dim=-1)
        soft, hard = between['soft_assignments'], between['hard_assignments']
        merged, groups = between['segments'], between['group_tokens']
        return dict(
            feat=segments, x=segments.mean(dim=1), image_x=image, image_feat=model.project_image(segments)[..., ::2],
            stage1_hard_index=hard[0].argmax(dim=1), stage2_hard_index=hard[1].argmax(dim=1),
            stage1_soft=soft[0][:, ::4, ::4], stage2_soft=soft[1],
            stage1_tokens=merged[0][:, ::2, ::8], stage2_tokens=merged[1][..., ::4],
            stage1_group_tokens=groups[0][:, ::2, ::8], stage2_group_tokens=groups[1][..., ::4],
            text_x=texts[:, 0], text_multi_label_x=texts[:, 1:],
            loss=model.contrastive_loss(image, texts[:, 0], model.scale),
            multi_label_loss=model.multi_label_loss(image, texts[:, 1:], model.scale),
            zero_shot_embedding=classes, zero_shot_logits=normalize(image, dim=-1) @ classes.T)


def test_parameters_are_as_many_as_published(case, model):
    assert round(sum(p.numel() for p in model.parameters()) / 1e6, 4) == case.spec['params_m']


def test_all_outputs_are_compared(case, outputs):
    assert outputs.keys() == case.outputs.keys()


@pytest.mark.parametrize('name', [
    'x', 'feat', 'stage1_hard_index', 'stage2_hard_index', 'stage1_soft', 'stage2_soft', 'stage1_tokens',
    'stage2_tokens', 'stage1_group_tokens', 'stage2_group_tokens', 'image_x', 'image_feat', 'text_x',
    'text_multi_label_x', 'loss', 'multi_label_loss', 'zero_shot_embedding', 'zero_shot_logits'])
def test_outputs(case, outputs, name):
    case.check(name, outputs[name])
