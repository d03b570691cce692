"""kMaX-DeepLab with ResNet-50 against the published implementation, stage by stage."""
from pathlib import Path

import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.models.layers import bilinear_sample

CONFIG = Path(__file__).parents[2] / 'configs' / '_base_' / 'models' / 'kmax_r50.py'
LAYERS = range(6)


@pytest.fixture(scope='module')
def case():
    return Case('r50_coco_129')


@pytest.fixture(scope='module')
def model(case):
    """The detector of the config, with the reference's weights."""
    model = mmuvp.get_model(CONFIG)
    model.load_state_dict(mmuvp.checkpoints.convert('kmax', case.state_dict()), strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def stages(case, model):
    """What every part of the model returns: backbone, pixel decoder, predictions, auxiliary head."""
    head = model.panoptic_head
    image = (case.inputs()['image'].float() - 127.5) / 127.5
    with torch.no_grad():
        feats = model.backbone(image)
        maps = head.pixel_decoder(feats)
        return dict(feats=feats, maps=maps, predictions=head.transformer_decoder(maps[:3], maps[3]),
                    semantic=head.auxiliary_semantic_head(feats))


def test_parameters_are_as_many_as_published(case, model):
    total = sum(p.numel() for p in model.parameters()) / 1e6
    training_only = sum(p.numel() for p in model.panoptic_head.auxiliary_semantic_head.parameters()) / 1e6
    assert total == pytest.approx(case.spec['params_m_with_aux_semantic_head'], abs=0.01)
    assert total - training_only == pytest.approx(case.spec['params_m'], abs=0.01)


def test_backbone(case, stages):
    for feature, level, step in zip(stages['feats'], (2, 3, 4, 5), (8, 16, 32, 64), strict=True):
        case.check(f'backbone_res{level}', feature, step, 2, 2)


def test_pixel_decoder(case, stages):
    for i, (feature, step) in enumerate(zip(stages['maps'], (64, 32, 16, 8), strict=True)):
        case.check(f'pixel_decoder_out{i}', feature, step, 2, 2)


def test_layers_of_the_transformer_decoder(case, stages):
    for i in LAYERS:
        prediction = stages['predictions'][i]
        case.check(f'stage{i}_query', prediction['centres'], 8, 4)
        case.check(f'stage{i}_mask_native', prediction['mask_logits'], 8)
        case.check(f'stage{i}_class', prediction['class_logits'], 8)


def test_final_prediction(case, stages):
    final = stages['predictions'][-1]
    case.check('pred_masks', final['mask_logits'], 8, 2, 2)
    case.check('pred_logits', final['class_logits'], 8)
    case.check('pixel_feature', final['pixel_feature'], 16, 4, 4)


def test_auxiliary_semantic_head(case, stages):
    case.check('aux_semantic_pred', stages['semantic'], 8, 2, 2)


def test_masks_that_the_losses_see(case, model, stages):
    predictions = stages['predictions']
    size = predictions[-1]['mask_logits'].shape[-2:]
    for i in LAYERS:
        masks = model.panoptic_head._at_loss_size(predictions[i], size)['masks']
        case.check(f'aux{i}_pred_masks', masks, 32, 2, 2)


def test_pixel_features_that_the_losses_see(case, stages):
    predictions = stages['predictions']
    height, width = predictions[-1]['mask_logits'].shape[-2:]
    every_pixel = torch.arange(height * width)[None]
    for i in LAYERS:
        pixels = bilinear_sample(predictions[i]['pixel_feature'], every_pixel, (height, width), height % 2 == 1)
        case.check(f'aux{i}_pixel_feature', pixels.unflatten(2, (height, width)), 16, 4, 4)


def test_the_head_returns_what_its_parts_compute(case, model, stages):
    with torch.no_grad():
        class_logits, mask_logits = model.panoptic_head(stages['feats'])
        final = model.panoptic_head.predict(stages['feats'], [])
    case.check('stage5_mask_native', mask_logits[5], 8)
    case.check('stage5_class', class_logits[5], 8)
    case.check('pred_logits', final[0], 8)
    case.check('pred_masks', final[1], 8, 2, 2)
