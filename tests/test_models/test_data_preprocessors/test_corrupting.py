"""The data preprocessor that corrupts images in tests."""
import pytest
import torch
from mmpretrain.structures import DataSample

import mmuvp
from mmuvp.models.data_preprocessors import CorruptingDataPreprocessor, PatchOcclusion, PatchShuffle
from mmuvp.registry import MODELS

NORMALISATION = dict(mean=[100.5, 110.5, 120.5], std=[50, 51, 52], to_rgb=True)


def batch(numbers=(0, 1), stacked=False):
    images = list(torch.randint(0, 256, (len(numbers), 3, 28, 28), dtype=torch.uint8))
    samples = [DataSample(metainfo={} if number is None else dict(sample_idx=number)) for number in numbers]
    return dict(inputs=torch.stack(images) if stacked else images, data_samples=samples)


@pytest.mark.parametrize('stacked', [False, True])
def test_patches_are_0_after_normalisation(stacked):
    data = batch(stacked=stacked)
    plain = CorruptingDataPreprocessor(**NORMALISATION)
    occluding = MODELS.build(dict(
        type='mmuvp.CorruptingDataPreprocessor', corruption=dict(type='mmuvp.PatchOcclusion', ratio=0.5),
        **NORMALISATION))
    expected, occluded = plain(data)['inputs'], occluding(data)['inputs']
    same = occluded == expected
    assert (occluded[~same] == 0).all()
    assert same[:, 0].float().mean() == 0.5


def test_training_is_left_alone():
    data = batch()
    occluding = CorruptingDataPreprocessor(PatchOcclusion(1), **NORMALISATION)
    assert torch.equal(occluding(data, training=True)['inputs'],
                       CorruptingDataPreprocessor(**NORMALISATION)(data, training=True)['inputs'])


def test_corruption_can_be_changed():
    preprocessor = CorruptingDataPreprocessor(**NORMALISATION)
    preprocessor.corruption = PatchShuffle(14)
    data = batch()
    assert not torch.equal(preprocessor(data)['inputs'], CorruptingDataPreprocessor(**NORMALISATION)(data)['inputs'])
    preprocessor.corruption = None
    assert torch.equal(preprocessor(data)['inputs'], CorruptingDataPreprocessor(**NORMALISATION)(data)['inputs'])


@pytest.mark.parametrize('data', [batch(numbers=(0, None)), dict(inputs=batch()['inputs'])])
def test_images_without_number(data):
    with pytest.raises(ValueError, match='PatchShuffle draws .* sample_idx'):
        CorruptingDataPreprocessor(PatchShuffle(2), **NORMALISATION)(data)


def test_package_registers_it():
    assert mmuvp.registry.MODELS.get('mmuvp.PatchOcclusion') is PatchOcclusion
