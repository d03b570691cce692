import pytest
import torch
from parity import Case

from mmuvp.checkpoints import convert


@pytest.fixture(scope='module')
def published():
    """Names with dots, axes in PyTorch's order."""
    return Case('max_deeplab_s').state_dict()


def as_tensorflow(name, value):
    """A variable under the name, and with the axes, that TensorFlow gives it."""
    if name.endswith('.depthwise_kernel'):  # height, width, channels, multiplier
        value = value.permute(2, 3, 0, 1)
    elif name.endswith('.qkv_kernel'):
        value = value.T
    elif name.endswith('.kernel'):  # height, width, input, output
        value = value.permute(2, 3, 1, 0) if value.dim() == 4 else value.permute(2, 1, 0)
    elif name.endswith('.memory_feature'):
        value = value[None]
    return name.replace('.', '/') + ':0', value


def test_variables_of_tensorflow_become_the_same_weights(published):
    dump = dict(as_tensorflow(name, value) for name, value in published.items())
    expected, converted = convert('maxdeeplab', published), convert('maxdeeplab', dump)
    assert converted.keys() == expected.keys()
    assert all(torch.equal(converted[name], value) for name, value in expected.items())


def test_void_becomes_the_last_label(published):
    published_bias = published['MaXDeepLab.auxiliary_semantic_head.final_conv.bias']
    bias = convert('maxdeeplab', published)['panoptic_head.auxiliary_semantic_head.output.bias']
    assert bias[-1] == published_bias[0]
    assert torch.equal(bias[:-1], published_bias[1:])


@pytest.mark.parametrize('name', ['optimizer/iter:0', 'max_deeplab_s.stage9', 'save_counter'])
def test_an_entry_without_a_place_is_named(published, name):
    with pytest.raises(ValueError, match='is no entry of a published MaX-DeepLab-S checkpoint'):
        convert('maxdeeplab', {**published, name: torch.zeros(1)})


def test_another_checkpoint_is_told_by_its_missing_memory(published):
    rest = {name: value for name, value in published.items() if 'memory_feature' not in name}
    with pytest.raises(ValueError, match="it has no 'max_deeplab_s/memory_feature'"):
        convert('maxdeeplab', rest)
