"""Classifiers of images: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmpretrain.registry import DATASETS
from mmpretrain.structures import DataSample
from reduction import SIZE, SMALL_BACKBONES, build

from mmuvp.apis.model import training_only_prefixes

SCOPE = 'mmpretrain'
IMAGES = 4


def reduce_model(cfg):
    """The model of a config with a narrow backbone, and the config's data preprocessor.

    Args:
        cfg (Config): Config of an ``ImageClassifier``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    reduce_backbone(model.backbone)
    if provider := model.get('label_mixing', {}).get('provider'):
        reduce_backbone(provider)
    if corruption := model.data_preprocessor.get('corruption'):
        reduce_corruption(corruption)
    network = build(model.backbone, SCOPE)
    network.eval()
    with torch.no_grad():
        feature = network(torch.zeros(1, 3, 33, 33))[-1]
    model.head.in_channels = feature.shape[-1 if feature.dim() == 3 else 1]  # of tokens, or of a map
    if 'channels' in (model.get('neck') or {}):
        reduce_neck(model.neck, model.head.in_channels)
    return model


def reduce_neck(neck, channels):
    """Give a neck as many channels as there are before it, and no weights to load, in place."""
    neck.update(channels=channels, init_cfg=None)
    if 'in_channels' in neck:
        neck.in_channels = channels


def reduce_backbone(backbone):
    """Make a backbone's config narrow and without weights to load, in place."""
    backbone.update(init_cfg=None, **SMALL_BACKBONES[backbone.type.split('.')[-1]])


def reduce_corruption(corruption):
    """Make what corrupts images fit those of an odd size, and without weights to load, in place."""
    if corruption.type == 'mmuvp.PatchShuffle':
        corruption.grid = (5, 1)
    if 'saliency' in corruption:
        corruption.saliency.checkpoint = None
        reduce_backbone(corruption.saliency.backbone)


def random_batch(model):
    """Some images of an odd size as a pipeline gives them, of different classes."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (IMAGES, 3, *SIZE), generator=generator, dtype=torch.uint8)
    samples = [DataSample(metainfo=dict(img_shape=SIZE, sample_idx=i)).set_gt_label(i) for i in range(IMAGES)]
    return dict(inputs=list(images), data_samples=samples)


def check_losses(model, losses):
    assert losses == {'loss'}


def check_predictions(model, predictions):
    assert len(predictions) == IMAGES
    for sample in predictions:
        assert sample.pred_score.shape == (model.head.num_classes, )
        torch.testing.assert_close(sample.pred_score.sum(), torch.tensor(1.))
        assert sample.pred_label.item() == sample.pred_score.argmax().item()


def check_classes(cfg):
    """Data, preprocessor and head agree in their classes."""
    dataset = cfg.val_dataloader.dataset
    assert cfg.model.head.num_classes == cfg.data_preprocessor.num_classes == _num_classes(dataset)
    assert cfg.train_dataloader.dataset.type == dataset.type


def _num_classes(dataset):
    if dataset.type.endswith('Flowers102'):
        return 102  # the stock data set has no names for them
    if 'num_classes' in dataset:
        return dataset.num_classes
    return len(dataset.get('classes') or DATASETS.get(dataset.type).METAINFO['classes'])


def check_inference_model(model, parameters):
    """Inference has all weights of a classifier, but for those of parts that are for training only."""
    whole = build(model, SCOPE)
    expected = {key: value.shape for key, value in whole.state_dict().items()
                if not key.startswith(tuple(training_only_prefixes(whole)))}
    assert parameters == expected
