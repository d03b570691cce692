import pytest
import torch
import torch.nn.functional as F
from contrastive_models import CONSISTENCY, draw_views, small_simclr

from mmuvp.models.losses import ConsistencyLoss


def test_without_the_term_it_is_the_stock_class():
    stock, plain = small_simclr('mmpretrain.SimCLR'), small_simclr()
    losses = plain.loss(draw_views())
    torch.testing.assert_close(losses['loss_ins'], stock.loss(draw_views(), None)['loss'])
    assert set(losses) == {'loss_ins', 'instance_accuracy'}


def test_each_pair_is_compared_with_the_views_of_other_images():
    """Section 5.3.5, pair by pair."""
    model = small_simclr(consistency=CONSISTENCY)
    features = F.normalize(torch.randn(6, 8), dim=1)
    pairs = []
    for image in range(3):
        others = torch.cat([features[:2 * image], features[2 * image + 2:]])
        assert len(others) == 4
        first, second = features[2 * image:2 * image + 2] @ others.T
        pairs.append(ConsistencyLoss(0.05)(first[None], second[None]))
    found = model.batch_losses(features)
    torch.testing.assert_close(found['con'], torch.stack(pairs).mean())


def test_accuracy_counts_the_views_that_find_each_other():
    near = torch.tensor([[1., 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0.1]])
    model = small_simclr()
    assert model.batch_losses(F.normalize(near, dim=1))['instance_accuracy'] == 100
    assert model.batch_losses(F.normalize(near[[0, 2, 1, 3]], dim=1))['instance_accuracy'] == 0


def test_gradients_flow_through_both_views_and_the_others():
    model = small_simclr(consistency=CONSISTENCY)
    features = F.normalize(torch.randn(6, 8), dim=1).requires_grad_()
    model.batch_losses(features)['loss_con'].backward()
    assert (features.grad != 0).any(dim=1).all()
    losses = model.loss(draw_views())
    (losses['loss_ins'] + losses['loss_con']).backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


def test_a_single_image_has_no_negatives():
    with pytest.raises(ValueError, match='at least two images'):
        small_simclr(consistency=CONSISTENCY).batch_losses(torch.eye(2))


def test_inputs_are_checked():
    with pytest.raises(ValueError, match=r'not \(4, 1, 8, 8\)'):
        small_simclr().loss([torch.zeros(4, 1, 8, 8)] * 2)
