"""Models of semantic segmentation: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmengine.structures import PixelData
from mmseg.registry import DATASETS
from mmseg.structures import SegDataSample
from reduction import CHANNELS, SIZE, SMALL_BACKBONES, build

SCOPE = 'mmseg'
IMAGES = 2


def reduce_model(cfg):
    """The model of a config with a narrow backbone and head, and the config's data preprocessor.

    Args:
        cfg (Config): Config of an ``EncoderDecoder``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = dict(deepcopy(cfg.data_preprocessor), size=SIZE)
    model.backbone.update(init_cfg=None, **SMALL_BACKBONES[model.backbone.type.split('.')[-1]])
    network, head = build(model.backbone, SCOPE), model.decode_head
    network.eval()
    with torch.no_grad():
        head.in_channels = network(torch.zeros(1, 3, 33, 33))[head.in_index].shape[1]
    head.channels = CHANNELS if head.get('num_convs') != 0 else head.in_channels
    if 'embed_dims' in head:
        head.update(embed_dims=CHANNELS, num_heads=2)
    return model


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
    assert losses == {'decode.loss_ce', 'decode.acc_seg'}


def check_predictions(model, predictions):
    assert len(predictions) == IMAGES
    for sample in predictions:
        classes = sample.pred_sem_seg.data
        assert classes.shape == (1, *sample.ori_shape)
        assert 0 <= classes.min() <= classes.max() < model.decode_head.num_classes


def check_classes(cfg):
    """Data and head agree in their classes."""
    dataset = cfg.val_dataloader.dataset
    assert cfg.model.decode_head.num_classes == len(DATASETS.get(dataset.type).METAINFO['classes'])
    assert cfg.train_dataloader.dataset.type == dataset.type


def check_inference_model(model, parameters):
    """Nothing of a segmentor is for training only."""
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
