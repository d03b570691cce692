"""Sinusoidal positions of maps."""
import math

import pytest
import torch

from mmuvp.models.layers.sinusoidal_position import sinusoidal_position


def test_waves_of_rows_and_columns():
    position = sinusoidal_position(torch.ones(1, 5, 3, dtype=torch.bool), 8)[0]
    row, column = 2 / 5, 3 / 3
    expected = [wave(2 * math.pi * fraction / period) for fraction in (row, column)
                for wave in (math.sin, math.cos) for period in (1, 100)]
    assert position.shape == (5, 3, 8)
    assert position[1, 2].tolist() == pytest.approx(expected, abs=1e-6)


def test_no_two_pixels_share_a_position():
    position = sinusoidal_position(torch.ones(1, 33, 17, dtype=torch.bool), 16).flatten(1, 2)[0]
    distance = torch.cdist(position, position) + 9 * torch.eye(33 * 17)
    assert distance.min() > 0.05


def test_padding_does_not_change_positions():
    inside = torch.zeros(2, 9, 8, dtype=torch.bool)
    inside[0], inside[1, :5, :3] = True, True
    position = sinusoidal_position(inside, 8)
    alone = sinusoidal_position(torch.ones(1, 5, 3, dtype=torch.bool), 8)
    torch.testing.assert_close(position[1:, :5, :3], alone)
    assert position.isfinite().all()


def test_channels_must_be_a_multiple_of_four():
    with pytest.raises(ValueError, match='a multiple of 4 channels, not 6'):
        sinusoidal_position(torch.ones(1, 2, 2, dtype=torch.bool), 6)
