import pytest
import torch
from parity import Case

from mmuvp.models.losses import ConsistencyLoss

SETTINGS = {'v1': 0.04, 'v2': 0.05}


@pytest.fixture(scope='module')
def case():
    return Case('co2_loss_small')


@pytest.fixture(scope='module')
def similarities(case):
    """Similarities ``(8, 64)`` of the reference's queries and keys with its queue."""
    given = case.inputs()
    query = given['q'] / given['q'].norm(dim=1, keepdim=True)
    key = 0.6 * given['q'] + 0.8 * given['p']
    key = key / key.norm(dim=1, keepdim=True)
    queue = given['queue'] / given['queue'].norm(dim=0)
    return query @ queue, key @ queue


def literal_kl(p, q):
    """Equation 5.4's divergence from its definition."""
    return (p * (p / q).log()).sum(dim=1)


@pytest.mark.parametrize('setting', SETTINGS)
def test_equals_the_equations(setting, case, similarities):
    loss = ConsistencyLoss(SETTINGS[setting])
    each = torch.stack([loss(q[None], p[None]) for q, p in zip(*similarities, strict=True)])
    case.check(f'{setting}_con_each', each)
    assert loss(*similarities).item() == pytest.approx(case.outputs[setting][1].item(), rel=1e-5)


@pytest.mark.parametrize('setting', SETTINGS)
def test_each_direction(setting, case, similarities):
    directions = [ConsistencyLoss(SETTINGS[setting], name)(*similarities) for name in ('forward', 'reverse')]
    case.check(f'{setting}_kl', torch.stack(directions))


@pytest.mark.parametrize('divergence', ['symmetric', 'forward', 'reverse'])
def test_equals_the_literal_version(divergence):
    query, positive = 2 * torch.rand(2, 5, 7, dtype=torch.float64) - 1
    q, p = (query / 0.3).softmax(dim=1), (positive / 0.3).softmax(dim=1)
    expected = dict(forward=literal_kl(p, q), reverse=literal_kl(q, p),
                    symmetric=(literal_kl(p, q) + literal_kl(q, p)) / 2)[divergence]
    torch.testing.assert_close(ConsistencyLoss(0.3, divergence)(query, positive), expected.mean())


@pytest.mark.parametrize('divergence', ['symmetric', 'forward', 'reverse'])
def test_it_is_zero_where_views_agree_and_positive_elsewhere(divergence):
    loss = ConsistencyLoss(divergence=divergence)
    similarity = torch.rand(4, 9)
    assert loss(similarity, similarity).item() == 0
    # a shift of all similarities changes no softmax
    assert loss(similarity, similarity + 0.1).item() == pytest.approx(0, abs=1e-6)
    assert loss(similarity, torch.rand(4, 9)) > 0.1


@pytest.mark.parametrize('divergence', ['symmetric', 'forward', 'reverse'])
def test_gradients_are_those_of_finite_differences(divergence):
    views = [torch.rand(2, 5, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    assert torch.autograd.gradcheck(ConsistencyLoss(0.2, divergence), views)


def test_extreme_similarities_stay_finite():
    query, positive = torch.eye(2), torch.eye(2).flip(0)
    query.requires_grad_()
    loss = ConsistencyLoss(1e-3)(query, positive)
    loss.backward()
    assert loss.item() == pytest.approx(1000)
    assert query.grad.isfinite().all()


def test_mixed_precision_does_not_reach_it():
    query, positive = torch.rand(2, 6, 50)
    expected = ConsistencyLoss()(query, positive)
    with torch.autocast('cpu', torch.bfloat16):
        found = ConsistencyLoss()(query, positive)
    assert found.dtype == torch.float32
    assert found == expected
    half = ConsistencyLoss()(query.bfloat16(), positive.bfloat16())
    assert half.dtype == torch.float32
    assert half.item() == pytest.approx(expected.item(), rel=0.1)


def test_compiled():
    query, positive = torch.rand(2, 6, 50)
    loss = ConsistencyLoss()
    torch.testing.assert_close(torch.compile(loss, backend='aot_eager', fullgraph=True)(query, positive),
                               loss(query, positive))


@pytest.mark.parametrize('shapes', [((2, 3), (2, 4)), ((2, 3), (1, 3)), ((2, 0), (2, 0)), ((0, 3), (0, 3)),
                                    ((3, ), (3, ))])
def test_similarities_must_fit(shapes):
    with pytest.raises(ValueError, match='must both be'):
        ConsistencyLoss()(*map(torch.zeros, shapes))


@pytest.mark.parametrize(('options', 'message'), [
    (dict(temperature=0), 'temperature must be positive'), (dict(divergence='jensen'), "'symmetric', 'forward'")])
def test_settings_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        ConsistencyLoss(**options)
