import copy

import pytest
import torch
import torch.nn.functional as F
from contrastive_models import CONSISTENCY, FEATURES, HEAD, QUEUE, build, draw_views, small_moco
from parity import Case

from mmuvp.apis.model import strip_training_parts, training_only_prefixes
from mmuvp.models.losses import ConsistencyLoss

PAPER = {'v1': (0.07, 0.04, 10), 'v2': (0.2, 0.05, 0.3)}  # temperatures and weight of appendix D.1


class Unchanged(torch.nn.Module):
    """A backbone or a neck that gives what it is given."""

    def forward(self, x):
        return (x, ) if torch.is_tensor(x) else x


def total(losses):
    return sum(value for name, value in losses.items() if 'loss' in name)


@pytest.mark.parametrize('setting', PAPER)
def test_losses_equal_the_equations(setting):
    case, (ins_temperature, temperature, weight) = Case('co2_loss_small'), PAPER[setting]
    given = case.inputs()
    model = build(dict(
        type='mmuvp.CO2MoCo', backbone=Unchanged(), neck=Unchanged(), head=dict(HEAD, temperature=ins_temperature),
        queue_len=64, feat_dim=32, consistency=dict(CONSISTENCY, temperature=temperature), consistency_weight=weight))
    model.queue.copy_(F.normalize(given['queue'], dim=0))
    raw = given['q'].requires_grad_()
    key = F.normalize(0.6 * given['q'] + 0.8 * given['p'], dim=1).detach()
    losses = model.queue_losses(F.normalize(raw, dim=1), key)
    case.check(setting, torch.stack([losses['loss_ins'], losses['con'], total(losses)]))
    case.check(f'{setting}_acc', losses['instance_accuracy'])
    total(losses).backward()
    case.check(f'grad_{setting}', raw.grad)


def test_without_the_term_it_is_the_stock_class():
    stock, plain = small_moco('mmpretrain.MoCo'), small_moco()
    plain.load_state_dict(stock.state_dict())
    for step in range(2):
        losses = []
        for model in (stock, plain):
            torch.manual_seed(step)  # the order of shuffled images
            loss = model.loss(draw_views(seed=step), None)
            losses.append(loss.get('loss', loss.get('loss_ins')))
            assert 'loss_con' not in loss
        torch.testing.assert_close(*losses)
    torch.testing.assert_close(plain.state_dict(), stock.state_dict())


def test_the_first_keys_of_the_queue_are_those_of_the_last_batch():
    model = small_moco(consistency=CONSISTENCY)
    before = model.queue.clone()
    model.loss(draw_views(4))
    torch.testing.assert_close(model.queue[:, 4:], before[:, 4:], rtol=0, atol=0)
    assert (model.queue[:, :4] != before[:, :4]).any(dim=0).all()
    torch.testing.assert_close(model.queue.norm(dim=0), torch.ones(QUEUE))
    assert model.queue_ptr.tolist() == [4]
    for seed in range(5):
        model.loss(draw_views(4, seed))
    assert model.queue_ptr.tolist() == [0]


def test_a_key_is_not_among_its_negatives():
    """Where key and query are the same, and the queue is of others, each query finds its key and no other."""
    model = small_moco(consistency=CONSISTENCY)
    query = F.normalize(torch.randn(4, FEATURES), dim=1)
    losses = model.queue_losses(query, query)
    assert losses['instance_accuracy'] == 100
    assert losses['con'].item() == pytest.approx(0, abs=1e-6)
    expected = ConsistencyLoss(0.05)(query @ model.queue, query.flip(0) @ model.queue)
    assert model.queue_losses(query, query.flip(0))['con'] == expected


def test_the_key_encoder_follows_the_query_encoder_of_the_step_before():
    model = small_moco(consistency=CONSISTENCY)
    model.loss(draw_views())  # the first step copies the query encoder
    weight, key_weight = model.neck.mlp[0].weight, model.encoder_k.module[1].mlp[0].weight
    torch.testing.assert_close(key_weight, weight)
    with torch.no_grad():
        weight += 1
    expected = key_weight + 0.1 * (weight - key_weight)
    model.loss(draw_views())
    torch.testing.assert_close(model.encoder_k.module[1].mlp[0].weight, expected)


def test_gradients_reach_the_query_encoder_alone():
    model = small_moco(consistency=CONSISTENCY)
    total(model.loss(draw_views())).backward()
    for name, parameter in model.named_parameters():
        reached = parameter.grad is not None and parameter.grad.any()
        assert reached == (not name.startswith('encoder_k.')), name


def test_the_weight_scales_the_term_and_nothing_else():
    losses = {weight: small_moco(consistency=CONSISTENCY, consistency_weight=weight).loss(draw_views())
              for weight in (0, 1, 10)}
    assert 'loss_con' not in losses[0]
    for weight, found in losses.items():
        assert found['loss_ins'] == losses[0]['loss_ins']
        assert found['con'] == losses[0]['con'] > 0
        assert not found['con'].requires_grad
        assert weight == 0 or found['loss_con'].item() == pytest.approx(weight * found['con'].item())


def test_any_loss_over_the_queue_fits():
    class Distance(torch.nn.Module):
        def forward(self, query, positive):
            assert query.shape == positive.shape == (4, QUEUE)
            return (query - positive).square().mean()

    found = small_moco(consistency=Distance(), consistency_weight=3).loss(draw_views())
    assert 0 < found['con'] < 1
    assert found['loss_con'].item() == pytest.approx(3 * found['con'].item())


def test_groups_of_keys_are_shuffled_and_come_back_in_order():
    images = draw_views(6)[1]
    model = small_moco(key_groups=3)
    torch.manual_seed(0)
    keys, order = model.encode_keys(images), torch.Generator().manual_seed(0)
    order = torch.randperm(6, generator=order)
    for group in order.split(2):
        expected = F.normalize(model.encoder_k(images[group])[0], dim=1)
        torch.testing.assert_close(keys[group], expected)


def test_a_state_continues_to_the_same_losses():
    model = small_moco(consistency=CONSISTENCY)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step(learner, seed):
        torch.manual_seed(seed)
        return total(learner.loss(draw_views(seed=seed)))

    for seed in range(3):
        optimizer.zero_grad()
        step(model, seed).backward()
        optimizer.step()
    resumed = small_moco(consistency=CONSISTENCY)
    resumed.load_state_dict(copy.deepcopy(model.state_dict()))
    assert [step(resumed, seed).item() for seed in (3, 4)] == [step(model, seed).item() for seed in (3, 4)]
    torch.testing.assert_close(resumed.state_dict(), model.state_dict(), rtol=0, atol=0)


def test_mixed_precision():
    expected = small_moco(consistency=CONSISTENCY).loss(draw_views())
    model = small_moco(consistency=CONSISTENCY)
    with torch.autocast('cpu', torch.bfloat16):
        losses = model.loss(draw_views())
    for name in ('loss_ins', 'loss_con'):
        assert losses[name].dtype == torch.float32
        assert losses[name].item() == pytest.approx(expected[name].item(), rel=0.1)
    assert model.queue.dtype == torch.float32


def test_inference_needs_the_backbone_alone():
    model = small_moco(consistency=CONSISTENCY)
    prefixes = tuple(training_only_prefixes(model))
    kept = {name for name in model.state_dict() if not name.startswith(prefixes)}
    strip_training_parts(model)
    assert set(model.state_dict()) == kept == {f'backbone.{name}' for name in model.backbone.state_dict()}
    assert model(draw_views()[0], mode='tensor')[0].shape == (4, 64, 2, 2)


@pytest.mark.parametrize(('images', 'message'), [
    (5, 'a queue of 24 keys does not divide into steps of 5'), (48, 'steps of 48')])
def test_batches_must_divide_the_queue(images, message):
    model = small_moco(consistency=CONSISTENCY)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match=message):
        model.loss(draw_views(images, size=8))
    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)


def test_another_batch_size_must_meet_the_pointer():
    model = small_moco()
    model.queue_ptr[0] = 6
    with pytest.raises(ValueError, match='filled up to key 6, which is no multiple of 4'):
        model.loss(draw_views(4))


@pytest.mark.parametrize(('inputs', 'message'), [
    (torch.zeros(4, 3, 8, 8), 'a list of two views of each image, not Tensor'),
    ([torch.zeros(4, 3, 8, 8)], 'not 1 of them'),
    ([torch.zeros(4, 1, 8, 8)] * 2, r'images must be \(B, 3, H, W\) of at least a pixel, not \(4, 1, 8, 8\)'),
    ([torch.zeros(4, 3, 0, 8)] * 2, 'at least a pixel'),
    ([torch.zeros(4, 64)] * 2, r'not \(4, 64\)'),
    ([torch.zeros(4, 3, 8, 8), torch.zeros(2, 3, 8, 8)], 'of 4 and 2'),
    ([torch.zeros(4, 3, 8, 8, dtype=torch.uint8)] * 2, 'not torch.uint8'),
    (['a', 'b'], 'tensors of floating point'),
])
def test_inputs_are_checked(inputs, message):
    with pytest.raises(ValueError, match=message):
        small_moco().loss(inputs)


def test_settings_are_checked():
    with pytest.raises(ValueError, match='must not be negative, but is -1'):
        small_moco(consistency=CONSISTENCY, consistency_weight=-1)
    with pytest.raises(ValueError, match='temperature must be positive'):
        small_moco(consistency=dict(CONSISTENCY, temperature=-1))
    with pytest.raises(ValueError, match='key_groups must be at least 1'):
        small_moco(key_groups=0)
    with pytest.raises(ValueError, match='4 images do not divide into 3 groups'):
        small_moco(key_groups=3).loss(draw_views(4))


def test_mocov1_has_a_linear_neck():
    neck = dict(type='mmpretrain.LinearNeck', in_channels=64, out_channels=FEATURES, gap_dim=2, norm_cfg=None)
    model = small_moco(consistency=CONSISTENCY)
    linear = build(dict(type='mmuvp.CO2MoCo', backbone=model.backbone, neck=neck, head=HEAD, queue_len=QUEUE,
                        feat_dim=FEATURES, consistency=CONSISTENCY))
    assert {key: value.shape for key, value in linear.neck.state_dict().items()} == {
        'fc.weight': (FEATURES, 64), 'fc.bias': (FEATURES, )}
    assert total(linear.loss(draw_views())).isfinite()
