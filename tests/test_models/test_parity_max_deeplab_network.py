"""MaX-DeepLab-S, and MaX-S within it, against the published implementation, with its weights converted."""
import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.checkpoints import convert
from mmuvp.models.backbones import MaXResNet


@pytest.fixture(scope='module')
def case():
    return Case('max_deeplab_s')


@pytest.fixture(scope='module')
def weights(case):
    return convert('maxdeeplab', case.state_dict())


@pytest.fixture(scope='module')
def model(weights):
    model = mmuvp.get_model('max_s_coco_641')
    model.load_state_dict(weights, strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def image(case):
    return 2 * case.inputs()['image'] - 1


@pytest.fixture(scope='module')
def feats(model, image):
    with torch.no_grad():
        return model.backbone(image)


def test_pixel_path_up_to_the_memory(case, weights, image):
    backbone = MaXResNet(num_blocks=(3, 4, 6), out_indices=(0, 1, 2, 3))
    prefix = 'backbone.encoder.'
    names = backbone.state_dict().keys()
    backbone.load_state_dict({name: weights[prefix + name] for name in names})
    backbone.eval()
    with torch.no_grad():
        case.check('stage1', backbone.stem(image), 32)
        res1, res2, res3, res4 = backbone(image)
    case.check('res1', res1, 64)
    case.check('res2', res2, 32)
    case.check('res3', res3, 64)
    case.check('res4', res4, 64)


def test_dual_path(case, feats):
    res2, res3, res5, panoptic, _ = feats
    case.check('res2', res2, 32)
    case.check('res3', res3, 64)
    case.check('res5', res5, 64)
    case.check('feature_semantic', res5, 128)
    case.check('feature_panoptic', panoptic, 32)


def test_memory(case, model, feats):
    head = model.panoptic_head
    with torch.no_grad():
        case.check('transformer_class_feature', head.class_project(feats[-1]).mT, 8, 4)
        case.check('transformer_mask_feature', head.mask_project(feats[-1]).mT, 8, 4)


def test_prediction(case, model, feats):
    with torch.no_grad():
        prediction, = model.panoptic_head._predictions(feats)
    case.check('class_logits', prediction['class_logits'], 8)
    case.check('mask_logits', prediction['mask_logits'], 8)
    error = case.error('pixel_feature', prediction['pixel_feature'][:, ::8])
    assert error <= 1e-4


def test_auxiliary_head(case, model, feats):
    head = model.panoptic_head
    with torch.no_grad():
        logits = head.auxiliary_semantic_head(head._semantic_maps(feats))
    case.check('semantic_logits', logits.roll(1, dims=1), 8)  # void comes first there
