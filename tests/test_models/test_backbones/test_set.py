"""SeT and the DeiT with its attention."""
import math

import pytest
import torch
from backbone_checks import (
    check_compiling,
    check_file,
    check_frozen,
    check_gradients,
    check_mixed_precision,
    check_refused_images,
    check_returned_maps,
)
from narrow_models import wake_up
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.backbones import SeT, SeTViT
from mmuvp.models.layers import PatchWiseAttention, PixelWiseAttention
from mmuvp.registry import MODELS

LATE = (False, False, True, True)
NARROW = dict(type='mmuvp.SeT', arch=dict(num_blocks=(1, 2, 1, 1), expansion=2), channels=8, num_heads=(2, 2, 4, 4),
              patch=4, overlap=1, stem_channels=8, image_size=64)
HYBRID = dict(NARROW, pixel_wise=LATE, patch_wise=LATE)
VIT = dict(type='mmuvp.SeTViT', arch=dict(channels=16, num_blocks=2, num_heads=2, ffn_channels=32), patch=3, overlap=1,
           image_size=64, out_indices=(0, 1))
ALL = pytest.mark.parametrize('config', [NARROW, HYBRID, dict(NARROW, position='absolute'), VIT],
                              ids=['set', 'hybrid', 'absolute', 'vit'])
STRIDES = {'mmuvp.SeT': (4, 8, 16, 32), 'mmuvp.SeTViT': (16, 16)}
WIDTHS = {'mmuvp.SeT': (16, 32, 64, 128), 'mmuvp.SeTViT': (16, 16)}


def build(config, **changes):
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    return wake_up(backbone)


@ALL
@pytest.mark.parametrize('size', [(65, 33), (1, 70), (8, 8)])
def test_maps_of_any_size(config, size):
    maps = build(config).eval()(torch.randn(2, 3, *size))
    for feature, width, stride in zip(maps, WIDTHS[config['type']], STRIDES[config['type']], strict=True):
        assert feature.shape == (2, width, *(math.ceil(length / stride) for length in size))
        assert feature.isfinite().all()


def test_stem_for_small_pictures_halves_all_strides():
    maps = build(NARROW, stem='cifar')(torch.randn(2, 3, 33, 31))
    assert [feature.shape[-2:] for feature in maps] == [(17, 16), (9, 8), (5, 4), (3, 2)]


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config, drop_path_rate=0.1), torch.randn(4, 3, 65, 49))


@ALL
def test_mixed_precision_agrees(config):
    check_mixed_precision(build(config), torch.randn(4, 3, 65, 65))


@ALL
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 33, 33))


@pytest.mark.slow
@ALL
def test_compiles_as_one_graph(config):
    check_compiling(build(config), torch.randn(1, 3, 65, 49))


@pytest.mark.parametrize(('config', 'frozen'), [(NARROW, -1), (NARROW, 0), (NARROW, 2), (NARROW, 4), (VIT, 1)])
def test_frozen_stages_neither_learn_nor_count(config, frozen):
    check_frozen(build(config, frozen_stages=frozen), frozen + 1)


def test_statistics_of_norms_may_stay():
    norms = [m for m in build(NARROW, norm_eval=True).train().modules() if isinstance(m, _BatchNorm)]
    assert norms
    assert not any(norm.training for norm in norms)


@pytest.mark.parametrize('config', [NARROW, VIT], ids=['set', 'vit'])
def test_what_is_no_picture_is_refused(config):
    check_refused_images(build(config))


def test_returned_maps():
    check_returned_maps(build(NARROW), torch.randn(1, 3, 33, 33), (1, 3))


def test_all_but_the_positions_of_patches_of_another_size_are_loaded(tmp_path):
    """Section 5: so are detectors trained, whose images are larger than those of the classifier."""
    source = build(NARROW)
    torch.save({'state_dict': {f'backbone.{key}': value for key, value in source.state_dict().items()}},
               tmp_path / 'classifier.pth')
    backbone = MODELS.build(dict(NARROW, image_size=(128, 200), init_cfg=dict(
        type='Pretrained', checkpoint=str(tmp_path / 'classifier.pth'), prefix='backbone.')))
    backbone.init_weights()
    found = source.state_dict()
    differing = {key for key, value in backbone.state_dict().items()
                 if value.shape != found[key].shape or not torch.equal(value, found[key])}
    assert differing == {key for key in found if key.endswith('mix.1.position')}
    assert all(layer.position.std() > 0 for layer in backbone.modules() if isinstance(layer, PatchWiseAttention))


@pytest.mark.parametrize(('pixel_wise', 'patch_wise'), [
    ((True, ) * 4, (True, ) * 4), ((True, ) * 4, LATE), ((True, ) * 4, (False, ) * 4), (LATE, LATE),
    ((False, ) * 4, (False, ) * 4), (LATE, (True, ) * 4)])
def test_layouts(pixel_wise, patch_wise):
    """Table 6: stages without attention have a 3x3 convolution."""
    backbone = build(NARROW, pixel_wise=pixel_wise, patch_wise=patch_wise)
    for stage, pixel, patch in zip(backbone.stages, pixel_wise, patch_wise, strict=True):
        kinds = [type(module) for module in stage[0].modules()]
        assert (kinds.count(PixelWiseAttention), kinds.count(PatchWiseAttention)) == (pixel, patch)
        kernels = {m.kernel_size for m in stage[0].modules() if isinstance(m, nn.Conv2d)}
        assert ((3, 3) in kernels) == (not pixel and not patch)
    assert backbone(torch.randn(2, 3, 40, 40))[-1].isfinite().all()


def test_what_the_paper_says_of_the_stages():
    """Table 1: heads and channels; patches of 8 pixels, 7x7 to 1x1 of them at 224."""
    with torch.device('meta'):
        backbone = SeT()
    layers = [(stage[0].mix[0], stage[0].mix[1]) for stage in backbone.stages]
    assert [pixel.qkv.in_channels for pixel, _ in layers] == [64, 128, 256, 512]
    assert [pixel.num_heads for pixel, _ in layers] == [patch.num_heads for _, patch in layers] == [4, 8, 8, 8]
    assert {(pixel.patch, pixel.overlap) for pixel, _ in layers} == {(8, 2)}
    assert [patch.position.shape[1:] for _, patch in layers] == [(7, 7), (4, 4), (2, 2), (1, 1)]
    assert [len(stage) for stage in backbone.stages] == [3, 4, 6, 3]


def test_drop_path_grows_with_depth():
    rates = [block.drop_path.drop_prob for stage in build(NARROW, drop_path_rate=0.4).stages for block in stage]
    assert rates == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize(('kind', 'changes', 'message'), [
    (SeT, dict(arch='set-50'), "arch must be one of 'set-8', 'set-16', 'set-33', not 'set-50'"),
    (SeT, dict(arch=dict(expansion=3)), r"arch lacks \['num_blocks'\]"),
    (SeT, dict(stem='axial'), 'stem must be one of'),
    (SeT, dict(num_heads=(4, 8)), 'num_heads must be one for each of 4 stages'),
    (SeT, dict(pixel_wise=(True, )), 'pixel_wise must be one for each'),
    (SeT, dict(channels=30), '4 heads do not divide 30 channels'),
    (SeT, dict(patch=0), 'patch must be positive, not 0'),
    (SeT, dict(out_indices=(4, )), 'out_indices'),
    (SeT, dict(frozen_stages=5), 'frozen_stages'),
    (SeTViT, dict(arch='vit'), "arch must be one of 'deit-small'"),
    (SeTViT, dict(arch=dict(channels=8)), 'arch lacks'),
    (SeTViT, dict(token=0), 'token and patch must be positive, not 0 and 7'),
    (SeTViT, dict(patch=0), 'token and patch must be positive, not 16 and 0'),
    (SeTViT, dict(out_indices=(12, )), 'out_indices')])
def test_wrong_arguments_are_named(kind, changes, message):
    with pytest.raises(ValueError, match=message):
        kind(**changes)
