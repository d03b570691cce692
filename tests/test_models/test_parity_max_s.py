"""MaX-S against the published implementation of MaX-DeepLab-S, up to where that begins its memory path."""
import re

import pytest
import torch
from parity import Case

from mmuvp.models.backbones import MaXResNet

RENAMES = [
    (r'^max_deeplab_s\.', ''),
    (r'^stem\.conv(\d)_bn(_act)?\.', lambda m: f'stem.{int(m[1]) - 1}.'),
    (r'^stage(\d)\.block(\d+)\.', lambda m: f'stages.{int(m[1]) - 2}.{int(m[2]) - 1}.'),
    (r'\.conv1_bn_act\.', '.squeeze.'), (r'\.conv2_bn_act\.', '.middle.'), (r'\.conv3_bn\.', '.expand.'),
    (r'\.attention\.', '.middle.0.'), (r'\.qkv_kernel$', '.qkv.weight'), (r'_rpe\.embeddings$', '_position.weight'),
    (r'\.batch_norm_qkv\.', '.qkv_norm.'), (r'\.batch_norm_similarity\.', '.similarity_norm.'),
    (r'\.batch_norm_retrieved_output\.', '.output_norm.'), (r'\.batch_norm\.', '.bn.'),
    (r'\.conv\.kernel$', '.conv.weight'), (r'\.gamma$', '.weight'), (r'\.beta$', '.bias'),
]


def renamed(state_dict):
    """The reference's weights by our names."""
    weights = {}
    for name, value in state_dict.items():
        for pattern, replacement in RENAMES:
            name = re.sub(pattern, replacement, name)
        weights[name] = value[..., None, None] if name.endswith('.qkv.weight') else value
    return weights


@pytest.fixture(scope='module')
def case():
    return Case('max_s_65')


@pytest.fixture(scope='module')
def backbone(case):
    # the last stage of the reference has memory blocks, which belong to no backbone of other systems
    backbone = MaXResNet(num_blocks=(3, 4, 6), out_indices=(0, 1, 2, 3))
    weights = renamed(case.state_dict())
    missing = backbone.load_state_dict(weights, strict=False)
    assert not missing.unexpected_keys
    assert all(name.endswith('num_batches_tracked') for name in missing.missing_keys)
    return backbone.eval()


def test_maps(case, backbone):
    image = 2 * case.inputs()['image'] - 1
    with torch.no_grad():
        case.check('stage1', backbone.stem(image), 32)
        res1, res2, res3, res4 = backbone(image)
    case.check('res1', res1, 64)
    case.check('res2', res2, 32)
    case.check('res3', res3, 64)
    case.check('res4', res4, 64)
