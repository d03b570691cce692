"""Models of semantic segmentation: how their configs are made small, fed and checked."""
from copy import deepcopy

import reduction
import torch
from mmengine.structures import PixelData
from mmseg.registry import DATASETS
from mmseg.structures import SegDataSample
from reduction import CHANNELS, SIZE, build

SCOPE = 'mmseg'
IMAGES = 2


def reduce_model(cfg):
    """The model of a config with a narrow backbone, neck and heads, and the config's data preprocessor.

    Args:
        cfg (Config): Config of an ``EncoderDecoder``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = dict(deepcopy(cfg.data_preprocessor), size=SIZE)
    reduce_backbone(model.backbone)
    widths = [feature.shape[1] for feature in features(model.backbone)]
    if 'neck' in model:
        widths = reduce_neck(model.neck, widths)
    for head in heads(model):
        reduce_head(head, widths)
    return model


def reduce_backbone(backbone):
    """Narrow a backbone, or the two parts of a hybrid one, in place."""
    if backbone.type != 'mmuvp.HybridViT':
        reduction.reduce_backbone(backbone)
        return
    for part in (backbone.stem, backbone.transformer):
        reduce_backbone(part)
    backbone.transformer.in_channels = features(backbone.stem)[-1].shape[1]


def reduce_neck(neck, widths):
    """Fit a neck to features of some widths, and narrow it, in place; returns the widths of its own features."""
    if neck.type == 'mmseg.Feature2Pyramid':
        neck.embed_dim, = set(widths)
        return widths
    neck.update(in_channels=widths, out_channels=CHANNELS)
    return [CHANNELS] * len(widths)


def features(backbone):
    network = build(backbone, SCOPE)
    network.eval()
    with torch.no_grad():
        return network(torch.zeros(1, 3, *SIZE))


def reduce_head(head, widths):
    """Fit a head to features of some widths, and narrow it, in place."""
    if head.type.endswith('DLAHead'):
        head.in_channels = widths[1:]
        return
    if head.type.endswith('SETRMLAHead'):
        head.update(in_channels=widths, mla_channels=8, channels=8 * len(widths))
        return
    several = isinstance(head.in_index, list)
    head.in_channels = [widths[i] for i in head.in_index] if several else widths[head.in_index]
    head.channels = CHANNELS if head.get('num_convs') != 0 else sum(head.in_channels) if several else head.in_channels
    if 'embed_dims' in head or head.type.endswith('HLGUpHead'):
        head.update(embed_dims=CHANNELS, num_heads=2)


def heads(model):
    """Configs of the decode head and of the auxiliary ones."""
    auxiliary = model.get('auxiliary_head') or []
    return [model.decode_head, *(auxiliary if isinstance(auxiliary, list) else [auxiliary])]


def random_batch(model):
    """Two images of an odd size as a pipeline gives them, the second with nothing but ignored pixels."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (IMAGES, 3, *SIZE), generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, model.decode_head.num_classes, (1, *SIZE), generator=generator)
    samples = []
    for truth in (labels, torch.full_like(labels, 255)):
        sample = SegDataSample(metainfo=dict(img_shape=SIZE, ori_shape=(SIZE[0] * 2, SIZE[1] * 2)))
        sample.gt_sem_seg = PixelData(data=truth)
        samples.append(sample)
    return dict(inputs=list(images), data_samples=samples)


def check_losses(model, losses):
    auxiliary = model.get('auxiliary_head') or []
    names = [f'aux_{i}' for i in range(len(auxiliary))] if isinstance(auxiliary, list) else ['aux']
    assert losses == {f'{name}.{part}' for name in ('decode', *names) for part in ('loss_ce', 'acc_seg')}


def check_predictions(model, predictions):
    assert len(predictions) == IMAGES
    for sample in predictions:
        classes = sample.pred_sem_seg.data
        assert classes.shape == (1, *sample.ori_shape)
        assert 0 <= classes.min() <= classes.max() < model.decode_head.num_classes


def check_classes(cfg):
    """Data and all heads agree in their classes."""
    dataset = cfg.val_dataloader.dataset
    classes = len(DATASETS.get(dataset.type).METAINFO['classes'])
    assert {head.num_classes for head in heads(cfg.model)} == {classes}
    train = cfg.train_dataloader.dataset
    assert {part.type for part in train.get('datasets', [train])} == {dataset.type}


def check_inference_model(model, parameters):
    """All of a segmentor is kept, its auxiliary heads too: published figures count them."""
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
