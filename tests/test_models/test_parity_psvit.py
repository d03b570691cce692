"""PS-ViT-Ti/14 against the published implementation: points, offsets, tokens, logits."""
import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.checkpoints import convert

COPY = 'ps_layers.{}.position_layer.{}'


@pytest.fixture(scope='module')
def case():
    return Case('ps_vit_ti_14')


@pytest.fixture(scope='module')
def published(case):
    """The reference's weights, with the copies of its position layer that a published file has."""
    weights = case.state_dict()
    copies = {COPY.format(i, name): weights[f'pos_layer.{name}'] for i in range(4) for name in ('weight', 'bias')}
    return {**weights, 'point_coord': torch.zeros(1, 196, 2), **copies}


@pytest.fixture(scope='module')
def model(published):
    model = mmuvp.get_model('psvit_ti-14_in1k')
    model.load_state_dict(convert('psvit', published), strict=True)
    model.eval()
    return model


@pytest.fixture(scope='module')
def seen(case, model):
    """What the backbone tells of its insides, and the logits."""
    intermediates = {}
    with torch.no_grad():
        feats = model.backbone(case.inputs()['image'], intermediates)
        intermediates['logits'] = model.head(feats)
    return intermediates


def column_by_column(x):
    """``(..., P, C)`` in the reference's order of tokens."""
    return x.unflatten(-2, (14, 14)).transpose(-3, -2).flatten(-3, -2)


def test_parameters_are_as_many_as_published(case, model):
    assert sum(p.numel() for p in model.parameters()) == pytest.approx(1e6 * case.spec['params_m'], rel=1e-5)


def test_features(case, seen):
    features = seen['features'].double()
    case.check('feature_map_stats', torch.stack([features.mean(), features.std(correction=0)]))
    case.check('feature_map_sub', features[:, ::16, ::4, ::4])


@pytest.mark.parametrize('name', ['points', 'offsets'])
def test_sampling_locations(case, seen, name):
    case.check(name, column_by_column(torch.stack(seen[name])))


def test_many_points_leave_the_map(seen):
    """So that the case tells how it goes on outside."""
    last = seen['points'][-1]
    assert ((last < 0) | (last > 55)).any(dim=-1).float().mean() > 0.1


def test_sampled_tokens(case, model, seen):
    with torch.no_grad():
        case.check('tokens_psm', column_by_column(model.backbone.sampling(seen['features'])))


def test_logits(case, seen):
    case.check('logits', seen['logits'])
