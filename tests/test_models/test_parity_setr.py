"""SETR-PUP on T-Base against the published implementation."""
import pytest
import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from parity import Case

import mmuvp

OPTIONS = {'model.backbone.img_size': 224, 'model.test_cfg': dict(mode='whole')}


@pytest.fixture(scope='module')
def case():
    return Case('setr_pup_deit_b_224')


@pytest.fixture(scope='module')
def model(case):
    """The segmentor of the config, with the reference's weights."""
    model = mmuvp.get_model('setr-pup_deit-base_cityscapes_80k', cfg_options=OPTIONS)
    model.load_state_dict(mmuvp.checkpoints.convert('setr', case.state_dict()), strict=True)
    return model.eval()


@pytest.fixture(scope='module')
def features(case, model):
    with torch.no_grad():
        return model.extract_feat(case.inputs()['image'])


def resize(logits):
    return torch.nn.functional.interpolate(logits, (224, 224), mode='bilinear')


def test_tokens(case, model, monkeypatch):
    monkeypatch.setattr(model.backbone, 'out_type', 'raw')
    monkeypatch.setattr(model.backbone, 'out_indices', (0, 11))
    with torch.no_grad():
        tokens = model.backbone(case.inputs()['image'])
    for block, values in zip((0, 11), tokens, strict=True):
        case.check(f'tok{block}_sub', values[:, ::8, ::8])


def test_logits(case, model, features):
    with torch.no_grad():
        logits = resize(model.decode_head(features))
    case.check('logits_sub', logits[..., ::8, ::8])
    case.check('logits_stats', torch.stack([logits.mean(), logits.std(unbiased=False)]))


def test_auxiliary_logits(case, model, features):
    for i, head in enumerate(model.auxiliary_head):
        with torch.no_grad():
            case.check(f'aux{i}_sub', resize(head(features))[..., ::16, ::16])


def test_losses(case, model, features):
    label = case.inputs()['label'][0]
    sample = SegDataSample(gt_sem_seg=PixelData(data=torch.where(label == 19, 255, label)))
    with torch.no_grad():
        case.check('decode_loss_seg', model.decode_head.loss(features, [sample], {})['loss_ce'][None])
        for i, head in enumerate(model.auxiliary_head):
            case.check(f'aux_{i}_loss_seg', head.loss(features, [sample], {})['loss_ce'][None])
