import pytest
import torch

from mmuvp.apis import load_config
from mmuvp.apis.throughput import REFERENCE, compare_throughput, images_per_second
from mmuvp.apis.timing import compiled, median_seconds, median_seconds_in_turn

SMALL = 'axial-resnet-26_cifar-stem_cifar10'


def test_classifiers_are_compared_with_the_reference_of_their_kind():
    rows = list(compare_throughput([SMALL], SMALL, modes=['eager'], size=32, batch_size=2, repeats=1))
    assert [(row.dtype, row.mode) for row in rows] == [('fp32', 'eager')] * 2 + [('bf16', 'eager')] * 2
    for reference, row in (rows[:2], rows[2:]):
        assert reference.ratio == 1
        assert row.ratio == row.images_per_second / reference.images_per_second > 0


def test_larger_images_take_longer():
    (small, ), (large, ) = (images_per_second([SMALL], size, batch_size=2, repeats=3) for size in (32, 96))
    assert large < small


@pytest.mark.parametrize('wrong', [dict(dtype='fp16'), dict(mode='compiled')])
def test_nothing_else_is_timed_under_a_wrong_name(wrong):
    with pytest.raises(ValueError, match='must be one of .*, not'):
        images_per_second([SMALL], 32, batch_size=1, repeats=1, **wrong)


def test_the_first_call_is_not_timed():
    calls = []
    median_seconds(lambda: calls.append(0), torch.device('cpu'), repeats=3)
    assert len(calls) == 4


def test_calls_take_turns():
    calls = []
    median_seconds_in_turn([lambda: calls.append('a'), lambda: calls.append('b')], torch.device('cpu'), repeats=2)
    assert calls == ['a', 'b'] * 3


@pytest.mark.parametrize('mode', ['eager', 'compile'])
def test_modules_are_compiled_only_while_a_block_runs(mode):
    module = torch.nn.Linear(2, 2)
    with compiled([module], mode):
        assert (module._compiled_call_impl is None) == (mode == 'eager')
    assert module._compiled_call_impl is None


def test_the_reference_is_the_stock_deit_small():
    backbone = load_config(REFERENCE).model.backbone
    assert (backbone.type, backbone.arch) == ('mmpretrain.VisionTransformer', 'deit-small')
