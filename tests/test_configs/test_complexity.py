"""Parameters and multiply-adds of the configs against the papers, and against their published code."""
from functools import partial

import pytest
import torch

import mmuvp
from mmuvp.apis.complexity import get_complexity

MOBILE, FULL, FIXED, CITY, IMAGENET = (641, 641), (1281, 1281), (800, 1200), (1025, 2049), (224, 224)
DETECTION = (800, 1280)
VOC = (513, 513)
# parameters in millions, multiply-adds in giga
PAPER = [
    ('remax-t_mobilenet-v3-small_coco', MOBILE, 18.6, 18.8),  # ReMaX, table B
    ('remax-s_mobilenet-v3-large_coco', MOBILE, 22.0, 20.9),
    ('remax-m_r50_coco', MOBILE, 50.8, 67.8),
    ('remax-b_r50_coco', FULL, 56.6, 294.7),
    ('kmax_convnext-tiny_coco', FIXED, 61, 172),  # table A
    ('remax_convnext-tiny_coco', FIXED, 61, 172),
    ('kmax_convnext-small_coco', FIXED, 83, 251),
    ('remax_convnext-small_coco', FIXED, 83, 251),
]
DEEPLAB = 'axial-deeplab_axial-resnet-'
# Axial-DeepLab, tables 3.2, 3.4, 3.7, 3.8 and B.2.  Its parameters are the same for all spans, as ours, but no length
# of the tables of positions gives them at every width.  Blocks of pixels share their keys, so that a window costs up to
# half as much again as the pairs in it.
DEEPLAB_PAPER = [
    (DEEPLAB + 's_coco', (1025, 1025), 12.1, 110.4, 0.05),
    (DEEPLAB + 'm_coco', (1025, 1025), 25.9, 209.9, 0.05),
    (DEEPLAB + 'l_coco', (1025, 1025), 44.9, 343.9, 0.05),
    (DEEPLAB + 's_cityscapes', CITY, 12.1, 220.8, 0.05),
    (DEEPLAB + 'm_cityscapes', CITY, 25.9, 419.6, 0.05),
    (DEEPLAB + 'l_cityscapes', CITY, 44.9, 687.4, 0.05),
    (DEEPLAB + 'xl_cityscapes', CITY, 173.0, 2446.8, 0.05),
    (DEEPLAB + 'l_mapillary', (2177, 2177), 44.9, 1550, 0.05),
    (DEEPLAB + 'l_cityscapes_span-5', CITY, 44.9, 617.4, 0.05),
    (DEEPLAB + 'l_cityscapes_os32', CITY, 45.2, 525.2, 0.06),
    (DEEPLAB + 'l_cityscapes_axial-decoder', CITY, 45.4, 722.7, 0.06),
    (DEEPLAB + 'l_cityscapes_os32_axial-decoder', CITY, 45.9, 577.8, 0.06),
    ('panoptic-deeplab_attention_cityscapes', CITY, 17.3, 317.7, 0.05),
    ('panoptic-deeplab_ps-attention_cityscapes_aspp', CITY, 22.5, 341.9, 0.09),
    ('panoptic-deeplab_r50_cityscapes', CITY, 24.8, 374.8, 0.05),
    ('panoptic-deeplab_r50_cityscapes_aspp', CITY, 30.0, 390.0, 0.05),
    ('panoptic-deeplab_r101_cityscapes', CITY, 43.8, 530.0, 0.05),
]
HIGH = (1025, 1025)
MAX = [  # MaX-DeepLab, tables 4.2, 4.4 and 4.5
    ('max_s_coco', HIGH, 61.9, 324),
    ('max_l_coco', HIGH, 451, 3692),
    ('max_wr41_coco_641', MOBILE, 196, 746),
    ('max_wr41_coco_641_axial', MOBILE, 277, 881),
    ('max_wr41_coco_1025', HIGH, 196, 1885),
    ('max_wr41_coco_1025_axial', HIGH, 277, 2235),
    ('max_wr41_coco_641_stacked-1', MOBILE, 271, 1085),
    ('max_wr41_coco_641_stacked-2', MOBILE, 347, 1425),
    ('max_wr41_coco_641_no-p2m', MOBILE, 188, 732),
    ('max_wr41_coco_641_no-m2m', MOBILE, 196, 746),
    ('max_wr41_coco_641_no-p2m_no-m2m', MOBILE, 186, 731),
    ('max_wr41_coco_641_strides-16-8', MOBILE, 220, 768),
    ('max_wr41_coco_641_strides-16-8-4', MOBILE, 234, 787),
]
ROUNDED = 0.05  # Axial-DeepLab, PS-ViT and ViP print one decimal
AXIAL = [  # Axial-DeepLab, tables 3.1 and B.3
    ('axial-resnet-0p375_conv-stem_in1k', 7.4, 1.8),
    ('axial-resnet-s_conv-stem_in1k', 12.4, 2.8),
    ('axial-resnet-m_conv-stem_in1k', 26.4, 5.7),
    ('axial-resnet-l_conv-stem_in1k', 45.6, 9.6),
    ('axial-resnet-s_full_in1k', 12.5, 3.3),
    ('axial-resnet-m_full_in1k', 26.5, 6.8),
    ('axial-resnet-l_full_in1k', 45.8, 11.6),
    ('ps-attention-0p5_conv-stem_in1k', 5.1, 1.2),
    ('ps-attention-0p75_conv-stem_in1k', 10.5, 2.3),
    ('ps-attention-1p0_conv-stem_in1k', 18.0, 3.7),
    ('ps-attention-1p25_conv-stem_in1k', 27.5, 5.6),
    ('ps-attention-1p5_conv-stem_in1k', 39.0, 7.8),
    ('attention-1p0_conv-stem_in1k', 18.0, 3.5),
    ('attention-1p0_conv-stem_no-bn_in1k', 18.0, 3.5),
]
AXIAL_PORT = [
    ('axial-resnet-26-s_port_in1k', {}, 5.945, 1.812),
    ('axial-resnet-50-s_port_in1k', {}, 11.586, 2.843),
    ('axial-resnet-50-m_port_in1k', {}, 25.179, 5.955),
    ('axial-resnet-50-l_port_in1k', {}, 43.973, 10.195),
    ('axial-resnet-50-s_port_in1k', {'model.backbone.width': 0.375, 'model.head.in_channels': 768}, 6.740, 1.710),
]
PSVIT = [  # PS-ViT, tables 2, 3, 5 and 8; reading a map at points is no matrix product
    ('psvit_ti-14_in1k', 4.8, 1.6),
    ('psvit_ti-14-shared_in1k', 3.7, 1.6),
    ('psvit_b-10_in1k', 21.3, 3.1),
    ('psvit_b-12_in1k', 21.3, 4.2),
    ('psvit_b-14_in1k', 21.3, 5.4),
    ('psvit_b-14-shared_in1k', 16.9, 5.4),
    ('psvit_b-16_in1k', 21.3, 7.0),
    ('psvit_b-18_in1k', 21.3, 8.8),
    ('psvit_b-14_in1k_iterations-8', 21.3, 5.4),
]
# The published code's counter has norms, too, which are some hundredths of a giga
PSVIT_CODE = [
    ('psvit_ti-14_in1k', 4.778, 1.577),
    ('psvit_b-10_in1k', 21.344, 3.108),
    ('psvit_b-12_in1k', 21.344, 4.135),
    ('psvit_b-14_in1k', 21.344, 5.402),
    ('psvit_b-16_in1k', 21.344, 6.937),
    ('psvit_b-18_in1k', 21.344, 8.770),
]
VIP = [  # Visual Parser, tables 1 and 2 and the text; of S, whose 34.9 M no published sizes give, the code's read-me
    ('vip_tiny_in1k', 12.8, 1.7),
    ('vip_small_in1k', 32.1, 4.5),
    ('vip_medium_in1k', 49.6, 8.0),
    ('vip_base_in1k', 87.8, 15.0),
    ('vip_tiny_in1k_parts-16', 12.8, 1.6),
    ('vip_tiny_in1k_parts-64', 12.8, 1.8),
]
# The published code's counter has norms, too
VIP_CODE = [
    ('vip_tiny_in1k', 12.770, 1.696),
    ('vip_small_in1k', 32.129, 4.547),
    ('vip_medium_in1k', 49.643, 8.038),
    ('vip_base_in1k', 87.844, 15.040),
]
VIP_DETECTORS = [  # parameters of tables 6 and 7 without the backbone, and the published code's backbone
    ('retinanet_vip-tiny_coco', 20.2 - 10.0, 11.205),
    ('retinanet_vip-small_coco', 35.6 - 24.6, 28.992),
    ('retinanet_vip-medium_coco', 59.8 - 48.8, 48.286),
    ('cascade-mask-rcnn_vip-tiny_coco', 67.0 - 10.0, 11.205),
    ('cascade-mask-rcnn_vip-small_coco', 81.8 - 24.6, 28.992),
]
# The rest of Cascade Mask R-CNN costs what table 7 leaves for it; the backbones, about 15 % more than in the paper
VIP_CASCADES = [
    ('cascade-mask-rcnn_vip-tiny_coco', 678),
    ('cascade-mask-rcnn_vip-small_coco', 726),
    ('cascade-mask-rcnn_vip-medium_coco', 785),
]
HLG = [  # HLG, tables 7, 12 and 14
    ('hlg_mobile_in1k', 4.3, 0.9),
    ('hlg_tiny_in1k', 11.0, 2.1),
    ('hlg_tiny_in1k_dwconv-windows', 11.0, 2.1),
    ('hlg_small_in1k', 24.2, 4.7),
    ('hlg_small_in1k_shared-local', 24.2, 4.7),
    ('hlg_small_in1k_dwmlp', 24.2, 4.2),
    ('hlg_medium_in1k', 47.7, 9.0),  # table 7 has 43.7, which contradicts tables 5, 10 and 11
    ('hlg_large_in1k', 84.2, 15.9),
]
TRANSMIX = [  # TransMix, tables 1 and 7; XCiT's parameters are printed in millions
    ('transmix_ca-swin-small_in1k', 49.6, 8.5),
    ('transmix_ca-swin-tiny_in1k', 28.3, 4.2),
    ('transmix_cait-xxs36_in1k', 17.3, 3.8),
    ('transmix_deit-small_in1k', 22.1, 4.7),
    ('transmix_deit-base_in1k', 86.6, 17.6),
    ('transmix_deit-small_in1k_dino-attention', 22.1, 4.7),
    ('transmix_pvt-tiny_in1k', 13.2, 1.9),
    ('transmix_pvt-small_in1k', 24.5, 3.8),
    ('transmix_pvt-medium_in1k', 44.2, 6.7),
    ('transmix_pvt-large_in1k', 61.4, 9.8),
    ('transmix_xcit-tiny-24_in1k', 12, 2.3),
    ('transmix_xcit-small-12_in1k', 26, 4.8),
    ('transmix_xcit-medium-24_in1k', 84, 16.2),
    ('transmix_xcit-large-24_in1k', 189, 36.1),
]
SETR_CITY, SETR_ADE = (768, 768), (512, 512)
SETR = [  # SETR, tables 3 to 6; parameters with the auxiliary heads
    ('fcn_r101-in21k_cityscapes_40k', SETR_CITY, 69, 620),
    ('fcn_r101-in21k_ade20k', SETR_ADE, 69, 276),
    ('setr-naive_vit-large_cityscapes_80k', SETR_CITY, 306, 960),
    ('setr-mla_vit-large_cityscapes_80k', SETR_CITY, 311, 972),
    ('setr-pup_vit-large_cityscapes_80k', SETR_CITY, 318, 1083),
    ('setr-naive_vit-base_cityscapes_80k', SETR_CITY, 88, 296),
    ('setr-mla_vit-base_cityscapes_80k', SETR_CITY, 93, 307),
    ('setr-pup_vit-base_cityscapes_80k', SETR_CITY, 98, 417),
    ('setr-mla_beit-large_cityscapes_80k', SETR_CITY, 311, 972),
    ('setr-pup_beit-large_cityscapes_80k', SETR_CITY, 318, 1083),
    ('setr-naive_vit-large_cityscapes_80k_no-aux', SETR_CITY, 306, 960),
    ('setr-naive_vit-large_ade20k', SETR_ADE, 306, 363),
    ('setr-pup_vit-large_ade20k', SETR_ADE, 318, 426),
    ('setr-mla_vit-large_ade20k', SETR_ADE, 311, 368),
    ('setr-pup_deit-base_ade20k', SETR_ADE, 98, 170),
]
PUBLISHED_CODE = [
    ('kmax_r50_coco', FULL, 56.58, 292.0),
    ('kmax_r50_coco', FIXED, 56.58, 166.8),
    ('kmax_convnext-base_coco', FIXED, 121.51, 382.1),
    ('kmax_convnext-large_coco', FIXED, 231.84, 748.4),
    ('kmax_r50_cityscapes_port', CITY, 56.39, 380.8),
    ('max_s_coco_641', MOBILE, 61.900, 127.73),
    ('max_s_coco', HIGH, 61.900, 325.84),
    ('max_l_coco', MOBILE, 450.764, 1455.4),
    ('max_l_coco', HIGH, 450.764, 3691.9),
    ('deeplabv3_resnext50_voc', VOC, 38.52, 50.4),
    ('deeplabv3_resnext50-elastic_voc', VOC, 38.74, 50.1),
    ('deeplabv3_resnext101-elastic_voc', VOC, 57.76, 70.6),
    # less a classifier of ImageNet and what else never learns
    ('dla-up_dla-x60_voc', VOC, 26.62 - 1.025 - 0.297, 55.3),
    ('dla-up_dla-x60-elastic_voc', VOC, 26.62 - 1.025 - 0.297, 52.7),
]
# SeT, tables 3, 4, 6, 7 and 9.  No cost per block gives the parameters of SeT-8, SeT-16 and SeT-33 at once.
SET = [
    ('set-8_adamw-300e_in1k', IMAGENET, 9.7, 1.8, 0.025, 0.05),
    ('set-16_adamw-300e_in1k', IMAGENET, 24.7, 4.4, 0.01, 0.05),
    ('set-33_adamw-300e_in1k', IMAGENET, 40.3, 7.7, 0.065, 0.05),
    ('set-vit-small_adamw-300e_in1k', IMAGENET, 23.9, 4.2, 0.01, 0.05),
    ('set-16_sgd-120e_patch-34_in1k', IMAGENET, 24.2, 4.1, 0.01, 0.05),
    ('set-16_sgd-120e_pixel_in1k', IMAGENET, 19.2, 3.8, 0.01, 0.05),
    ('set-16_sgd-120e_hybrid_in1k', IMAGENET, 24.8, 4.2, 0.01, 0.05),
    ('set-16_sgd-120e_conv_in1k', IMAGENET, 25.5, 4.1, 0.01, 0.05),
    ('set-16_sgd-350e_absolute_in1k', IMAGENET, 24.2, 4.0, 0.01, 0.05),
    ('retinanet_set-16_fpn_1x_coco', DETECTION, 36.9, 255, 0.01, 0.09),
]

# iBOT, as its published code measures: parameters of the backbones
IBOT = [
    ('fine-tune_ibot-vit-small_in1k', 21.67, 4.61),
    ('fine-tune_ibot-vit-base_in1k', 85.80, 17.58),
    ('fine-tune_ibot-vit-large_in1k', 303.3, 61.6),
    ('fine-tune_ibot-swin-tiny_in1k', 27.52, 4.51),
]
HLG_DETECTORS = [  # HLG, tables 10 and 11
    ('retinanet_hlg-tiny_coco', 20.7),
    ('retinanet_hlg-small_coco', 34.4),
    ('retinanet_hlg-medium_coco', 57.9),
    ('retinanet_hlg-large_coco', 94.8),
    ('mask-rcnn_hlg-tiny_coco', 30.6),
    ('mask-rcnn_hlg-small_coco', 43.7),
    ('mask-rcnn_hlg-medium_coco', 67.3),
    ('mask-rcnn_hlg-large_coco', 103.6),
]
HLG_SEGMENTORS = [  # HLG, tables 5 and 6
    ('setr-pup_hlg-small_ade20k', 37),
    ('setr-pup_hlg-medium_ade20k', 61),
    ('setr-pup_hlg-large_ade20k', 100),
    ('setr-pup_hlg-small_cityscapes_80k', 37),
    ('setr-pup_hlg-medium_cityscapes_80k', 61),
    ('setr-pup_hlg-large_cityscapes_80k', 100),
]
# ELASTIC, tables 2.2 and A.1
ELASTIC = [
    ('densenet201_in1k', 20.0, 4.4),
    ('densenet201-elastic_in1k', 19.5, 4.3),
    ('resnext50_in1k', 25.0, 4.2),
    ('resnext50-elastic_in1k', 25.2, 4.2),
    ('resnext50-selastic_in1k', 25.0, 3.4),
    ('se-resnext50_in1k', 27.6, 4.2),
    ('se-resnext50-elastic_in1k', 27.8, 4.2),
    ('resnext101_in1k', 44.2, 8.0),
    ('resnext101-elastic_in1k', 44.3, 7.9),
    ('resnext50x2-elastic_in1k', 45.6, 7.9),
]
# Tables 2.2, 2.6, 2.7 and A.1: of its parameters the published trees have some that never learn, and its multiply-adds
# are counted with norms, activations and pooling
ELASTIC_DLA = [
    ('dla-x60_in1k', 17.65, 3.6),
    ('dla-x60-elastic_in1k', 17.65, 3.2),
    ('dla-x102_in1k', 26.8, 6.0),
    ('dla-x102-selastic_in1k', 26.8, 5.0),
    ('dla-x102-elastic_in1k', 24.9, 6.0),
    ('dla-x60-elastic_nearest_in1k', 17.65, 3.2),
    ('dla-x60-elastic_trained_in1k', 17.65, 3.2),
    ('dla-x60-elastic_dilated_in1k', 17.65, 3.6),
    ('dla-x60-elastic_dilated-pool_in1k', 17.65, 3.6),
    ('dla-x60-elastic_low-25_in1k', 17.65, 3.4),
    ('dla-x60-elastic_low-75_in1k', 17.65, 2.9),
]
# The published code, by convolutions and linear layers; of DLA-X less what never learns
ELASTIC_CODE = [
    ('resnext50_in1k', 25.029, 4.230),
    ('resnext50-elastic_in1k', 25.247, 4.177),
    ('resnext50-selastic_in1k', 25.029, 3.352),
    ('se-resnext50_in1k', 27.560, 4.233),
    ('se-resnext50-elastic_in1k', 27.804, 4.179),
    ('resnext101_in1k', 44.178, 7.970),
    ('resnext101-elastic_in1k', 44.265, 7.889),
    ('dla-x60_in1k', 17.650 - 0.297, 3.517),
    ('dla-x60-elastic_in1k', 17.650 - 0.297, 3.033),
    ('dla-x102_in1k', 26.772 - 0.463, 5.848),
    ('dla-x102-elastic_in1k', 24.917 - 0.339, 5.818),
    ('dla-x102-selastic_in1k', 26.772 - 0.463, 4.837),
    ('densenet201_in1k', 20.014, 4.291),
    ('densenet201-elastic_in1k', 19.483, 4.266),
]


@pytest.fixture
def measure(monkeypatch):
    """Function that counts the parameters, in millions, and multiply-adds, in giga, of a config's model."""
    # the drop-path rates of ConvNeXt are read from a tensor while the model is built
    monkeypatch.setattr(torch, 'linspace', partial(torch.linspace, device='cpu'))

    def run(name, shape, options=None):
        with torch.device('meta'):
            model = mmuvp.get_model(name, cfg_options=options)
        complexity = get_complexity(model, shape)
        return complexity.parameters / 1e6, complexity.macs / 1e9
    return run


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), PAPER)
def test_paper(measure, name, shape, parameters, macs):
    measured = measure(name, shape)
    assert measured[0] == pytest.approx(parameters, rel=0.01)
    assert measured[1] == pytest.approx(macs, rel=0.05)


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs', 'tolerance'), DEEPLAB_PAPER)
def test_axial_deeplab(measure, name, shape, parameters, macs, tolerance):
    measured = measure(name, shape)
    assert measured[0] == pytest.approx(parameters, rel=0.026)
    assert measured[1] == pytest.approx(macs, rel=tolerance)


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), MAX)
def test_max_paper(measure, name, shape, parameters, macs):
    # where layers have 512 and 256 channels, at strides 8 and 4, is not printed: theirs are a little wider
    assert measure(name, shape) == (pytest.approx(parameters, rel=0.01), pytest.approx(macs, rel=0.02))


@pytest.mark.parametrize(('name', 'parameters', 'macs'), AXIAL)
def test_axial_paper(measure, name, parameters, macs):
    # tiles of one pixel compute no similarity that the window leaves out
    options = {'model.backbone.tile': 1} if 'attention' in name else None
    measured = measure(name, IMAGENET, options)
    assert abs(measured[0] - parameters) < 0.01 * parameters + ROUNDED
    assert abs(measured[1] - macs) < 0.05 * macs + ROUNDED


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs', 'more_parameters', 'more_macs'), SET)
def test_set(measure, name, shape, parameters, macs, more_parameters, more_macs):
    measured = measure(name, shape)
    assert measured == (pytest.approx(parameters, rel=more_parameters), pytest.approx(macs, rel=more_macs))


def test_mask_rcnn_with_set(measure):
    """The paper's 41.3 M and 196 G fit neither its own RetinaNet nor any usual size of images."""
    assert measure('mask-rcnn_set-16_fpn_1x_coco', DETECTION) == pytest.approx((43.20, 255.1), rel=1e-3)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), ELASTIC)
def test_elastic_paper(measure, name, parameters, macs):
    assert measure(name, IMAGENET) == (pytest.approx(parameters, rel=0.005), pytest.approx(macs, rel=0.03))


@pytest.mark.parametrize(('name', 'parameters', 'macs'), ELASTIC_DLA)
def test_elastic_dla_paper(measure, name, parameters, macs):
    measured = measure(name, IMAGENET)
    assert measured == (pytest.approx(parameters, rel=0.02), pytest.approx(macs, rel=0.055))
    assert measured[0] < parameters


@pytest.mark.parametrize(('name', 'parameters', 'macs'), ELASTIC_CODE)
def test_elastic_code(measure, name, parameters, macs):
    assert measure(name, IMAGENET) == pytest.approx((parameters, macs), rel=2e-4)


def test_small_elastic_network_costs_as_much_as_its_base(measure):
    base = measure('resnext_small_cifar10', (32, 32))
    assert measure('elastic_small_cifar10', (32, 32)) == pytest.approx(base, rel=0.025)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), PSVIT)
def test_psvit_paper(measure, name, parameters, macs):
    measured = measure(name, IMAGENET)
    assert abs(measured[0] - parameters) < ROUNDED
    assert measured[1] == pytest.approx(macs, rel=0.025)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), PSVIT_CODE)
def test_psvit_code(measure, name, parameters, macs):
    assert measure(name, IMAGENET) == (pytest.approx(parameters, abs=5e-4), pytest.approx(macs, rel=0.01))


@pytest.mark.parametrize(('name', 'tolerance'), [('psvit_small_cifar10', 0.01), ('set_small_cifar10', 0.03)])
def test_small_models_cost_as_much_as_the_vit_beside_them(measure, name, tolerance):
    _, plain = measure('vit_small_cifar10', (32, 32))
    assert measure(name, (32, 32))[1] == pytest.approx(plain, rel=tolerance)


@pytest.mark.parametrize(('name', 'options', 'parameters', 'macs'), AXIAL_PORT)
def test_axial_port(measure, name, options, parameters, macs):
    assert measure(name, IMAGENET, options) == pytest.approx((parameters, macs), rel=3e-4)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), VIP)
def test_vip_paper(measure, name, parameters, macs):
    measured = measure(name, IMAGENET)
    assert abs(measured[0] - parameters) < ROUNDED
    assert measured[1] == pytest.approx(macs, rel=0.025)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), VIP_CODE)
def test_vip_code(measure, name, parameters, macs):
    assert measure(name, IMAGENET) == (pytest.approx(parameters, abs=5e-4), pytest.approx(macs, rel=0.015))


@pytest.mark.parametrize(('name', 'rest', 'backbone'), VIP_DETECTORS)
def test_detectors_with_vip(name, rest, backbone):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    counts = [sum(p.numel() for p in part.parameters()) / 1e6 for part in (model, model.backbone)]
    assert counts[1] == pytest.approx(backbone, abs=1e-3)
    assert counts[0] - counts[1] == pytest.approx(rest, rel=0.01, abs=0.25)


@pytest.mark.parametrize(('name', 'macs'), VIP_CASCADES)
def test_cascades_with_vip(measure, name, macs):
    assert measure(name, DETECTION)[1] == pytest.approx(macs, rel=0.05)


@pytest.mark.parametrize(('name', 'parameters'), [('vip_tiny-plain_in1k', 9), ('vip_small-plain_in1k', 23)])
def test_plain_vip_without_a_classifier(name, parameters):
    with torch.device('meta'):
        backbone = mmuvp.get_model(name).backbone
    assert round(sum(p.numel() for p in backbone.parameters()) / 1e6) - parameters in (0, 1)


def test_small_vip_costs_as_much_as_the_vit_that_it_is_compared_with(measure):
    costs = [measure(name, (32, 32))[1] for name in ('vip_small_cifar10', 'vit_small_cifar10')]
    assert costs[0] == pytest.approx(costs[1], rel=0.05)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), HLG)
def test_hlg_paper(measure, name, parameters, macs):
    measured = measure(name, IMAGENET)
    assert abs(measured[0] - parameters) < 0.01 * parameters
    assert abs(measured[1] - macs) < 0.05 * macs + ROUNDED


def test_baseline_of_hlg(measure):
    """Table 14's parameters; its 4.0 G are between those of a stride in the first layer of the MLP and in the last."""
    measured = measure('hlg_small_in1k_baseline', IMAGENET)
    assert measured == (pytest.approx(24.5, rel=0.01), pytest.approx(4.0, rel=0.08))


def test_small_hlg_costs_as_much_as_the_vit_that_it_is_compared_with(measure):
    costs = [measure(name, (32, 32))[1] for name in ('hlg_small_cifar10', 'vit_small_cifar10')]
    assert costs[0] == pytest.approx(costs[1], rel=0.05)


@pytest.mark.parametrize(('name', 'parameters', 'macs'), TRANSMIX)
def test_transmix_paper(measure, name, parameters, macs):
    measured = measure(name, IMAGENET)
    rounding = 0.5 if 'xcit' in name else 0.0
    assert abs(measured[0] - parameters) < 0.01 * parameters + rounding
    assert abs(measured[1] - macs) < 0.05 * macs
    assert measured == measure(name.partition('_in1k')[0].replace('transmix', 'cutmix') + '_in1k', IMAGENET)


def test_transmix_paper_on_deit_tiny(measure):
    # table 1 has 1.6 G; 1.26 G is what the published code has, too
    assert measure('transmix_deit-tiny_in1k', IMAGENET) == pytest.approx((5.72, 1.26), rel=0.01)


def test_detector_on_pvt():
    with torch.device('meta'):
        model = mmuvp.get_model('mask-rcnn_transmix-pvt-small_coco')
    parameters = sum(p.numel() for p in model.parameters())
    assert parameters / 1e6 == pytest.approx(44.1, rel=0.01)  # TransMix, table 3


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), SETR)
def test_setr(measure, name, shape, parameters, macs):
    measured = measure(name, shape)
    assert measured[0] == pytest.approx(parameters, rel=0.01)
    assert measured[1] == pytest.approx(macs, rel=0.05)


@pytest.mark.parametrize(('name', 'macs'), [('setr-mla_vit-large_ade20k', 368), ('setr-mla_deit-base_ade20k', 113)])
def test_setr_mla_with_a_classifier_of_pixels(measure, name, macs):
    """The paper counts multiply-adds of this one, a ninth of the published classifier's, but parameters of that."""
    assert measure(name, SETR_ADE, {'model.decode_head.classifier_kernel': 1})[1] == pytest.approx(macs, rel=0.05)


def test_setr_in_two_steps(measure):
    """The paper's parameters are those of this model without its auxiliary heads."""
    name = 'setr-pup-2step_vit-large_cityscapes_80k'
    without = measure(name, SETR_CITY, {'model.auxiliary_head': None})
    assert without == (pytest.approx(308, rel=0.01), pytest.approx(990, rel=0.01))


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs'), PUBLISHED_CODE)
def test_published_code(measure, name, shape, parameters, macs):
    assert measure(name, shape) == pytest.approx((parameters, macs), rel=1e-3)


def test_cityscapes_with_convnext_large(measure):
    parameters, _ = measure('kmax_convnext-large_cityscapes', (65, 129))
    assert parameters == pytest.approx(232, rel=0.01)  # ReMaX, table 9


def test_relaxation_costs_nothing_at_inference(measure):
    assert measure('remax_r50_coco', MOBILE) == measure('kmax_r50_coco', MOBILE)


# Visual Parser, tables 4 and 5, at the mean size of COCO's images.  The thesis prints 34.9 M and 4.8 G for ViP-S, the
# published code has 32.1 M and 4.5 G: what it lacks is added here.  Nothing explains the 15 M of ViP-Ti.
TI, TI_PLAIN, S = (640, 853), (512, 683), (800, 1066)
LACKING = (2.8, 0.3 * 800 * 1066 / 224 ** 2)
STANDALONE = [
    ('standalone_vip-tiny_coco', TI, 12.92, 20, (0, 0)),
    ('standalone_vip-tiny-plain_coco', TI_PLAIN, 9, 20, (0, 0)),
    ('standalone_vip-small_coco', S, 35, 82, LACKING),
    ('standalone_vip-small-plain_coco', S, 23, 109, (0, 0)),
    ('standalone-panoptic_vip-small_coco', S, 38.0, 100, LACKING),
    ('standalone-panoptic_vip-small_coco_fpn', S, 41.9, 183, LACKING),
    ('standalone-panoptic_vip-small_coco_fpn_300e', S, 41.9, 183, LACKING),
    ('standalone-panoptic_vip-small-plain_coco', S, 24.8, 125, (0, 0)),
]


@pytest.mark.parametrize(('name', 'shape', 'parameters', 'macs', 'lacking'), STANDALONE)
def test_standalone_vip(measure, name, shape, parameters, macs, lacking):
    measured = measure(name, shape)
    # the sizes of the plain variants are ours, and one pair cannot fit both tables
    relative, rounding = (0.03, 0) if name == 'standalone-panoptic_vip-small-plain_coco' else (0.01, 0.05)
    if isinstance(parameters, int):
        rounding = 0.5
    assert abs(measured[0] + lacking[0] - parameters) <= relative * parameters + rounding
    assert measured[1] + lacking[1] == pytest.approx(macs, rel=0.055)


@pytest.mark.parametrize(('name', 'parameters'), HLG_DETECTORS)
def test_detectors_with_hlg(name, parameters):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    assert abs(sum(p.numel() for p in model.parameters()) / 1e6 - parameters) < ROUNDED


@pytest.mark.parametrize(('name', 'parameters'), HLG_SEGMENTORS)
def test_segmentors_with_hlg(name, parameters):
    """The paper has Small's parameters without the auxiliary head and Large's with it."""
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    everything, auxiliary = (
        sum(p.numel() for p in part.parameters()) / 1e6 for part in (model, model.auxiliary_head))
    assert everything - auxiliary - 0.5 < parameters < everything + 0.5


@pytest.mark.parametrize(('name', 'parameters', 'macs'), IBOT)
def test_ibot_code(measure, name, parameters, macs):
    with torch.device('meta'):
        backbone = mmuvp.get_model(name).backbone
    assert sum(p.numel() for p in backbone.parameters()) / 1e6 == pytest.approx(parameters, rel=1e-3)
    assert measure(name, IMAGENET)[1] == pytest.approx(macs, rel=0.01)


def test_cascade_on_swin(measure):
    """Swin's own paper (Liu et al., 2021, table 2) has this detector; iBOT's has no costs of detectors."""
    assert measure('cascade-mask-rcnn_ibot-swin-tiny_coco', DETECTION) == (
        pytest.approx(86, rel=0.01), pytest.approx(745, rel=0.01))
