"""What pipelines of pre-training make of a picture that is smaller than their crops and has one channel."""
import numpy as np
import pytest
import torch
from mmengine.dataset import Compose
from mmengine.registry import DefaultScope
from PIL import Image


@pytest.fixture
def small_grey_picture(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (20, 30), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / 'grey.png')
    return str(tmp_path / 'grey.png')


@pytest.mark.parametrize(('name', 'sides'), [
    ('ibot_vit-small_in1k', [224] * 2 + [96] * 10),
    ('ibot_vit-small_in1k_300e_dall-e-tokens', [224, 112]),
    ('ibot_vit-small_in1k_300e_dense-position', [224] * 2),
    ('ibot_vit-tiny_cifar10', [32] * 2 + [16] * 4),
    ('moco-v1_r50_in1k', [224] * 2),
    ('moco-v2-co2_r50_in1k', [224] * 2),
    ('moco-v2_small_cifar10', [32] * 2),
    ('simclr-co2_r18_in100', [224] * 2),
])
def test_crops_are_enlarged_and_have_three_channels(name, sides, small_grey_picture, read_config):
    steps = read_config(name).train_dataloader.dataset.pipeline
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        packed = Compose(steps)(dict(img_path=small_grey_picture, sample_idx=0))
    assert [tuple(crop.shape) for crop in packed['inputs']] == [(3, side, side) for side in sides]
    assert all(crop.dtype == torch.uint8 and crop.any() for crop in packed['inputs'])
