import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.losses import SelfDistillationLoss, TemperatureSchedule

K = 12
GENERATOR = torch.Generator().manual_seed(0)


def draw(*shape):
    return torch.randn(*shape, generator=GENERATOR)


def build(**settings):
    loss = SelfDistillationLoss(K, **dict(dict(
        class_temperature=dict(start=0.05, end=0.05), patch_temperature=dict(start=0.04, end=0.04)), **settings))
    loss.class_center.copy_(draw(K))
    loss.patch_center.copy_(draw(K))
    return loss


def cross_entropy(student, teacher, center, temperature):
    """Algorithm 1 to the letter."""
    target = F.softmax((teacher - center) / temperature, dim=-1)
    return -(target * F.log_softmax(student / 0.1, dim=-1)).sum(dim=-1)


@pytest.mark.parametrize(('num_global', 'num_local'), [(2, 0), (2, 3), (1, 1)])
def test_classes_of_all_pairs_of_different_crops(num_global, num_local):
    loss, teacher, student = build(), draw(num_global, 4, K), draw(num_global + num_local, 4, K)
    terms = [cross_entropy(student[v], teacher[q], loss.class_center, 0.05).mean()
             for q in range(num_global) for v in range(len(student)) if v != q]
    torch.testing.assert_close(loss.class_loss(student, teacher), torch.stack(terms).mean())


def test_patches_of_a_crop_share_its_weight():
    loss, masks = build(), torch.zeros(4, 6, dtype=torch.bool)
    masks[0, :2], masks[2, 1:], masks[3, 0] = True, True, True
    teacher, student = draw(4, 6, K), draw(4, 6, K)
    every = cross_entropy(student, teacher, loss.patch_center, 0.04)
    expected = sum(every[i][masks[i]].mean() for i in (0, 2, 3)) / 4
    torch.testing.assert_close(loss.patch_loss(student[masks], teacher[masks], masks), expected)


def test_no_patch_at_all():
    logits = draw(0, K).requires_grad_()
    value = build().patch_loss(logits, draw(0, K), torch.zeros(4, 6, dtype=torch.bool))
    value.backward()
    assert value == 0
    assert logits.grad.shape == (0, K)


def test_hard_labels():
    loss, masks = build(patch_labels='hard'), torch.ones(1, 5, dtype=torch.bool)
    teacher, student = draw(5, K), draw(5, K)
    expected = F.cross_entropy(student / 0.1, (teacher - loss.patch_center).argmax(-1))
    torch.testing.assert_close(loss.patch_loss(student, teacher, masks), expected)
    with pytest.raises(ValueError, match="patch_labels must be one of 'soft', 'hard', not 'firm'"):
        build(patch_labels='firm')


def test_weights():
    teacher, student, masks = draw(2, 4, K), draw(3, 4, K), torch.ones(1, 4, dtype=torch.bool)
    plain, weighted = build(), build(class_weight=0.5, patch_weight=3.)
    weighted.load_state_dict(plain.state_dict())
    for ratio, values in ((0.5, [loss.class_loss(student, teacher) for loss in (weighted, plain)]),
                          (3., [loss.patch_loss(student[0], teacher[0], masks) for loss in (weighted, plain)])):
        torch.testing.assert_close(values[0], ratio * values[1])


def test_centers_are_running_means():
    loss = build(class_momentum=0.8, patch_momentum=1.)
    before, means = loss.state_dict(), (draw(K), draw(K))
    before = {key: value.clone() for key, value in before.items()}
    loss.update_centers(*means)
    torch.testing.assert_close(loss.class_center, 0.8 * before['class_center'] + 0.2 * means[0])
    assert torch.equal(loss.patch_center, before['patch_center'])


def test_only_the_student_learns_and_in_full_precision():
    loss, teacher, student = build(), draw(2, 4, K).requires_grad_(), draw(3, 4, K).requires_grad_()
    with torch.autocast('cpu', torch.bfloat16):
        value = loss.class_loss(student, teacher)
    assert value.dtype == torch.float32
    torch.testing.assert_close(value, loss.class_loss(student, teacher))
    value.backward()
    assert teacher.grad is None
    assert student.grad.abs().sum() > 0


def test_temperatures():
    schedule = TemperatureSchedule(0.04, 0.07, warm_up=4)
    assert [schedule.at(epoch) for epoch in range(6)] == pytest.approx([0.04, 0.05, 0.06, 0.07, 0.07, 0.07])
    late = TemperatureSchedule(0.04, 0.07, warm_up=4, delay=2)
    assert [late.at(epoch) for epoch in range(7)] == pytest.approx([0.04, 0.04, 0.04, 0.05, 0.06, 0.07, 0.07])
    assert TemperatureSchedule(0.04, 0.07).at(0) == 0.07
    with pytest.raises(ValueError, match='temperatures must be positive, not 0.0 and 0.07'):
        TemperatureSchedule(0., 0.07)
