import torch

from mmuvp.models.losses import nonzero_mean, sample_pixels


def test_zeros_do_not_count():
    loss = torch.tensor([[[1., 0.], [3., 0.]], [[0., 0.], [0., 6.]]])
    assert nonzero_mean(loss) == (2 + 6) / 2


def test_an_image_of_zeros_counts_as_zero():
    loss = torch.tensor([[0., 0.], [2., 4.]], requires_grad=True)
    mean = nonzero_mean(loss)
    mean.backward()
    assert mean == 1.5
    assert loss.grad.isfinite().all()


def test_every_pixel_is_drawn_at_most_once():
    drawn = sample_pixels(torch.rand(3, 50) + 1, torch.ones(3, 50, dtype=torch.bool), 2., 20)
    assert drawn.shape == (3, 20)
    assert all(len(set(image.tolist())) == 20 for image in drawn)


def test_invalid_pixels_come_last():
    valid = torch.arange(50).expand(2, 50) % 5 == 0
    for count in (10, 12):
        drawn = sample_pixels(torch.ones(2, 50), valid, 1., count)
        assert (valid.gather(1, drawn).sum(dim=1) == 10).all()


def test_images_smaller_than_the_sample_are_drawn_whole():
    drawn = sample_pixels(torch.ones(1, 6), torch.zeros(1, 6, dtype=torch.bool), 1., 100)
    assert sorted(drawn[0].tolist()) == list(range(6))


def test_pixels_are_drawn_in_proportion_to_their_weight():
    weight = torch.tensor([[1., 2., 4.]]).expand(20000, 3)
    valid = torch.ones_like(weight, dtype=torch.bool)
    for temperature in (0., 1., 1.5):
        first = sample_pixels(weight, valid, temperature, 1)
        share = first.flatten().bincount(minlength=3) / len(first)
        expected = weight[0] ** temperature
        torch.testing.assert_close(share, expected / expected.sum(), atol=0.02, rtol=0)
