import json

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import convert
from mmuvp.checkpoints.kmax import ADE20K_ORDER, CITYSCAPES_ORDER, CLASS_BIAS, rename
from mmuvp.models.backbones import PaddedConvNeXt

DECODER, PREDICTOR = 'sem_seg_head.pixel_decoder', 'sem_seg_head.predictor'
SEMANTIC = f'{PREDICTOR}._auxiliary_semantic_predictor'


@pytest.fixture(scope='module')
def coco_shapes():
    """Shape of every entry of the published checkpoint for ResNet-50 on COCO."""
    return {key: tuple(shape) for key, shape, _ in json.loads((FOLDER / 'r50_coco_129.json').read_text())['state_dict']}


def weights(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


def load_strictly(name, converted):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    model.load_state_dict({key: value.to('meta') for key, value in converted.items()}, strict=True)


def conv_norm(prefix, *shape):
    """Entries of a convolution with a batch norm."""
    norm = {f'{prefix}.norm.{name}': shape[:1] for name in ('weight', 'bias', 'running_mean', 'running_var')}
    return {f'{prefix}.conv.weight': shape, f'{prefix}.norm.num_batches_tracked': (), **norm}


def bottleneck(prefix, width):
    return {**conv_norm(f'{prefix}._conv1_bn_act', width, width, 1, 1),
            **conv_norm(f'{prefix}._conv2_bn_act', width, width, 3, 3),
            **conv_norm(f'{prefix}._conv3_bn', 4 * width, width, 1, 1),
            **conv_norm(f'{prefix}._shortcut', 4 * width, width, 1, 1)}


def cityscapes_shapes(coco):
    """The published model for Cityscapes: five stages, 256 queries, 19 classes, a plain semantic head."""
    shapes = {key: shape for key, shape in coco.items() if not key.startswith(SEMANTIC)}
    for key, shape in shapes.items():
        if '_transformer_class_head' in key:
            shapes[key] = (20, *shape[1:])
    shapes[f'{PREDICTOR}._cluster_centers.weight'] = (256, 256)
    # the fourth stage adds the stem, whose 64 channels need no projection; the fifth the first residual stage
    shapes = {key: shape for key, shape in shapes.items() if '_resized_fuses.2._conv_bn_high' not in key}
    for name in ('weight', 'bias'):
        shapes[f'{DECODER}._in_norms.3.{name}'], shapes[f'{DECODER}._in_norms.4.{name}'] = (64, ), (256, )
    shapes |= conv_norm(f'{DECODER}._resized_fuses.3._conv_bn_low', 32, 256, 1, 1)
    shapes |= conv_norm(f'{DECODER}._resized_fuses.3._conv_bn_high', 32, 256, 1, 1)
    shapes |= bottleneck(f'{DECODER}._stages.4._blocks.0', 32)
    shapes |= conv_norm(f'{PREDICTOR}._predcitor._pixel_space_head_conv0bnact', 128, 1, 5, 5)
    shapes |= conv_norm(f'{PREDICTOR}._predcitor._pixel_space_head_conv1bnact', 256, 128, 1, 1)
    shapes |= conv_norm(f'{SEMANTIC}.conv_block_0', 2048, 1, 5, 5)
    shapes |= conv_norm(f'{SEMANTIC}.conv_block_1', 256, 2048, 1, 1)
    return {**shapes, f'{SEMANTIC}.final_conv.conv.weight': (19, 256, 1, 1), f'{SEMANTIC}.final_conv.conv.bias': (19, )}


def test_coco_weights_load_strictly(coco_shapes):
    load_strictly('kmax_r50_coco', convert('kmax', weights(coco_shapes)))


def test_weights_of_five_stages_load_strictly(coco_shapes):
    load_strictly('kmax_r50_cityscapes_port', convert('kmax', weights(cityscapes_shapes(coco_shapes))))


def test_convnext_names():
    ours = {f'backbone.{key}' for key in PaddedConvNeXt('tiny').state_dict()}
    published = {key.replace('depthwise_', 'dw').replace('pointwise_', 'pw') for key in ours}
    assert any('.dwconv.' in key for key in published)
    assert {rename(key) for key in published} == ours


def class_head(num_outputs):
    return {CLASS_BIAS: torch.arange(num_outputs), f'{SEMANTIC}.final_conv.conv.bias': torch.arange(19)}


def test_classes_are_reordered_and_void_stays_last():
    converted = convert('kmax', class_head(20))
    bias = converted['panoptic_head.transformer_decoder.predictor.class_head.bias']
    assert bias.tolist() == [*range(11, 19), *range(11), 19]
    semantic = converted['panoptic_head.auxiliary_semantic_head.output.bias']
    assert semantic.tolist() == [*range(11, 19), *range(11)]


def test_classes_of_coco_and_of_other_data_keep_their_order():
    for num_outputs in (134, 15):
        converted = convert('kmax', {CLASS_BIAS: torch.arange(num_outputs)})
        assert next(iter(converted.values())).tolist() == list(range(num_outputs))


def test_class_order_can_be_given():
    converted = convert('kmax', {CLASS_BIAS: torch.arange(4)}, class_order=[2, 0, 1])
    assert next(iter(converted.values())).tolist() == [2, 0, 1, 3]


def test_cityscapes_order_fits_the_names():
    from mmseg.datasets import CityscapesDataset

    from mmuvp.datasets import CityscapesPanopticDataset
    train_ids = CityscapesDataset.METAINFO['classes']
    assert tuple(train_ids[i] for i in CITYSCAPES_ORDER) == CityscapesPanopticDataset.METAINFO['classes']


def test_ade20k_order_fits_the_names():
    from mmdet.datasets import ADE20KPanopticDataset
    from mmseg.datasets import ADE20KDataset
    synonyms = {'windowpane': 'window', 'bathtub': 'tub', 'railing': 'rail', 'streetlight': 'street lamp',
                'television receiver': 'tv', 'apparel': 'clothes', 'ashcan': 'trash can', 'swimming pool': 'pool',
                'waterfall': 'falls'}
    semantic = [name.strip() for name in ADE20KDataset.METAINFO['classes']]
    here = [name.split(',')[0].strip() for name in ADE20KPanopticDataset.METAINFO['classes']]
    assert [synonyms.get(semantic[i], semantic[i]) for i in ADE20K_ORDER] == here


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'backbone.conv1.weight': torch.zeros(1)}, "not a published kMaX-DeepLab checkpoint: it has no 'sem_seg_head"),
    ({**class_head(20), 'sem_seg_head.pixel_decoder.mask_features.bias': torch.zeros(1)}, 'mask_features'),
    ({**class_head(20), 'criterion.empty_weight': torch.zeros(1)}, 'criterion.empty_weight'),
])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('kmax', state_dict)


@pytest.mark.parametrize('class_order', [[0, 1], [0, 1, 1], [1, 2, 3]])
def test_bad_class_order(class_order):
    with pytest.raises(ValueError, match='class_order must hold each of 0 to 2 once'):
        convert('kmax', {CLASS_BIAS: torch.arange(4)}, class_order=class_order)
