import numpy as np
import pytest

from mmuvp.datasets.transforms import DrawExpressions


def draw(expressions, number, **results):
    return DrawExpressions(number)(dict(caption='all', expressions=expressions, **results))['prompts']


def test_expressions_are_drawn_without_replacement_and_filled():
    np.random.seed(0)
    drawn = [tuple(draw(['a', 'b', 'c'], 2)) for _ in range(60)]
    assert all(len(set(pair)) == 2 for pair in drawn)
    assert {expression for pair in drawn for expression in pair} == {'a', 'b', 'c'}
    assert draw(['a'], 3) == ['a', 'all', 'all']
    assert draw([], 1, prompts=['first']) == ['first', 'all']


def test_bad_arguments():
    with pytest.raises(ValueError, match='num_expressions must be positive, not 0'):
        DrawExpressions(0)
