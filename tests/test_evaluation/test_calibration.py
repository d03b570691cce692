"""Calibration error, AURRA and average precision against literal computations and hand-made cases."""
import math

import numpy as np
import pytest

from mmuvp.evaluation.average_precision import average_precision
from mmuvp.evaluation.calibration import aurra, rms_calibration_error


def literal_calibration_error(confidence, correct, size):
    pairs = sorted(zip(confidence, correct, strict=True))
    bins = [pairs[i * size:(i + 1) * size] for i in range(max(1, len(pairs) // size))]
    bins[-1] = pairs[(len(bins) - 1) * size:]
    total = 0
    for one in bins:
        gap = sum(c for c, _ in one) / len(one) - sum(r for _, r in one) / len(one)
        total += len(one) / len(pairs) * gap * gap
    return math.sqrt(total)


@pytest.mark.parametrize(('count', 'size'), [(1, 100), (99, 100), (100, 100), (250, 100), (300, 7), (50, 1)])
def test_calibration_error_agrees_with_the_literal_one(count, size):
    generator = np.random.default_rng(count)
    confidence, correct = generator.random(count), generator.random(count) < 0.6
    expected = literal_calibration_error(confidence, correct, size)
    assert rms_calibration_error(confidence, correct, size) == pytest.approx(expected, rel=1e-12)


def test_calibration_error_of_hand_made_bins():
    # bins of (0.2, 0.4) with one right and (0.8, 1.0) with two right
    error = rms_calibration_error([1, 0.2, 0.8, 0.4], [1, 0, 1, 1], bin_size=2)
    assert error == pytest.approx(math.sqrt((0.2 ** 2 + 0.1 ** 2) / 2))


def test_calibration_is_perfect_where_confidence_is_the_accuracy():
    assert rms_calibration_error(np.full(200, 0.5), np.arange(200) % 2) == 0


@pytest.mark.parametrize(('correct', 'expected'), [
    # of the most confident 1, 2, 3 and 4
    ([1, 1, 0, 0], (1 + 1 + 2 / 3 + 2 / 4) / 4), ([0, 0, 1, 1], (0 + 0 + 1 / 3 + 2 / 4) / 4),
    ([1, 1, 1, 1], 1), ([0, 0, 0, 0], 0)])
def test_aurra_of_hand_made_answers(correct, expected):
    assert aurra([0.9, 0.8, 0.7, 0.6], correct) == pytest.approx(expected)
    assert aurra([0.6, 0.7, 0.8, 0.9], correct[::-1]) == pytest.approx(expected)


def test_aurra_of_equal_confidence_does_not_depend_on_the_order():
    confidence = [0.9, 0.5, 0.5, 0.5]
    orders = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1]]
    values = [aurra(confidence, order) for order in orders]
    assert values == pytest.approx([(1 + 2 / 3 + 5 / 9 + 1 / 2) / 4] * 3)


@pytest.mark.parametrize('measure', [rms_calibration_error, aurra])
def test_measures_of_confidence_need_an_image(measure):
    with pytest.raises(ValueError, match='no image'):
        measure([], [])


def literal_average_precision(positive, score):
    total, found = 0, 0
    for threshold in sorted(set(score), reverse=True):
        above = [p for p, s in zip(positive, score, strict=True) if s >= threshold]
        total += (sum(above) - found) / sum(positive) * sum(above) / len(above)
        found = sum(above)
    return total


@pytest.mark.parametrize('levels', [3, 20, 10 ** 9])
def test_average_precision_agrees_with_the_literal_one(levels):
    generator = np.random.default_rng(levels)
    positive, score = generator.random(200) < 0.2, generator.integers(0, levels, 200) / levels
    expected = literal_average_precision(positive.tolist(), score.tolist())
    assert average_precision(positive, score) == pytest.approx(expected, rel=1e-12)


def test_average_precision_of_scikit_learn():
    """Figures of `sklearn.metrics.average_precision_score`, version 1.9.1."""
    assert average_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) == pytest.approx(0.8333333333333333)
    generator = np.random.default_rng(0)
    positive, score = generator.random(1000) < 1 / 6, generator.random(1000).round(2)
    assert average_precision(positive, score) == pytest.approx(0.1513711953105847, rel=1e-12)


def test_average_precision_of_a_constant_score_is_the_share():
    assert average_precision([1, 0, 0, 1, 0], np.zeros(5)) == pytest.approx(0.4)


@pytest.mark.parametrize(('positive', 'score', 'message'), [
    ([0, 0], [1, 2], 'no example is positive'), ([0, 1], [float('nan'), 1], 'not a number')])
def test_average_precision_of_bad_input(positive, score, message):
    with pytest.raises(ValueError, match=message):
        average_precision(positive, score)
