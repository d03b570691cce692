"""Names of HLG's published entries, of classifiers and dense backbones, and what is none."""
import pytest
import torch
from parity import Case

import mmuvp
from mmuvp.checkpoints import convert
from mmuvp.checkpoints.hlg import rename
from mmuvp.models.backbones import HLG


@pytest.fixture(scope='module')
def published():
    return {key: torch.empty(shape, device='meta') for key, shape, _ in Case('hlg_tiny').spec['state_dict']}


def test_a_classifier_loads_strictly(published):
    with torch.device('meta'):
        model = mmuvp.get_model('hlg_tiny_in1k', cfg_options={'model.backbone.stem_kernel': 3})
    model.load_state_dict(convert('hlg', published), strict=True)


def test_a_dense_backbone_loads_strictly(published):
    dense = {key: value for key, value in published.items() if not key.startswith('head.')}
    for stage, width in enumerate((64, 128, 256)):
        dense |= {f'norm_out_{stage}.{name}': torch.empty(width, device='meta') for name in ('weight', 'bias')}
    with torch.device('meta'):
        backbone = HLG('tiny', out_indices=(0, 1, 2, 3), norm_stages=True, stem_kernel=3)
    converted = convert('hlg', dense)
    backbone.load_state_dict({key.removeprefix('backbone.'): value for key, value in converted.items()}, strict=True)


def test_more_layers_load_strictly(published):
    deeper = {}
    for key, value in published.items():
        deeper[key] = value
        if key.startswith('block3.1.'):
            deeper |= {key.replace('block3.1.', f'block3.{number}.'): value for number in range(6, 18)}
    with torch.device('meta'):
        backbone = HLG(dict(channels=(64, 128, 256, 512), num_heads=(2, 4, 8, 16), depths=(2, 2, 18, 2)), stem_kernel=3)
    converted = convert('hlg', {key: value for key, value in deeper.items() if not key.startswith('head.')})
    backbone.load_state_dict({key.removeprefix('backbone.'): value for key, value in converted.items()}, strict=True)


@pytest.mark.parametrize(('key', 'name'), [
    ('s0_conv.1.0.weight', 'backbone.stem.3.weight'),
    ('block1.0.down_proj.proj.1.running_mean', 'backbone.stages.0.0.shortcut.1.running_mean'),
    ('block2.1.norm1.weight', 'backbone.stages.1.1.attention.local_norm.weight'),
    ('block4.1.norm1.weight', 'backbone.stages.3.1.attention.norm.weight'),
    ('block3.5.pos_local.pos3.2.bias', 'backbone.stages.2.5.attention.local_bias.layers.2.2.bias'),
    ('block4.0.pos_global.pos_proj.bias', 'backbone.stages.3.0.attention.bias.embedding.bias')])
def test_names(key, name):
    assert rename(key) == name


def test_no_two_entries_have_one_name(published):
    assert len(convert('hlg', published)) == len(published)


def test_what_is_no_checkpoint_of_hlg(published):
    with pytest.raises(ValueError, match="not a published HLG checkpoint: it has no 's0_conv.0.0.weight'"):
        convert('hlg', {'conv1.weight': torch.zeros(1)})
    with pytest.raises(ValueError, match="'decode_head.conv' is no entry of a published HLG checkpoint"):
        convert('hlg', {**published, 'decode_head.conv': torch.zeros(1)})
