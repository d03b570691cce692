"""Self-supervised learners of two views: how their configs are made small, fed and checked."""
from copy import deepcopy

import torch
from mmpretrain.structures import DataSample
from reduction import SIZE, SMALL_BACKBONES, build

from mmuvp.apis.model import training_only_prefixes

SCOPE = 'mmpretrain'
IMAGES, QUEUE, FEATURES = 4, 24, 16


def reduce_model(cfg):
    """The model of a config with a narrow backbone and a short queue, and the config's data preprocessor.

    Args:
        cfg (Config): Config of a ``CO2MoCo`` or a ``CO2SimCLR``.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    model.backbone.update(init_cfg=None, **SMALL_BACKBONES[model.backbone.type.split('.')[-1]])
    network = build(model.backbone, SCOPE)
    network.eval()
    with torch.no_grad():
        model.neck.update(in_channels=network(torch.zeros(1, 3, 33, 33))[-1].shape[1], out_channels=FEATURES)
    if 'hid_channels' in model.neck:
        model.neck.hid_channels = FEATURES
    if 'queue_len' in model:
        model.update(queue_len=QUEUE, feat_dim=FEATURES)
    if 'num_classes' in model.head.loss:
        model.head.loss.num_classes = QUEUE + 1
    return model


def random_batch(model):
    """Two views of some images of an odd size, as `default_collate` gives them."""
    generator = torch.Generator().manual_seed(0)
    views = [torch.randint(0, 256, (IMAGES, 3, *SIZE), generator=generator, dtype=torch.uint8) for _ in range(2)]
    return dict(inputs=views, data_samples=[DataSample() for _ in range(IMAGES)])


def check_losses(model, losses):
    expected = {'loss_ins', 'instance_accuracy'}
    if 'consistency' in model:
        expected |= {'con', 'loss_con'} if model.consistency_weight else {'con'}
    assert losses == expected


def predict(model, batch):
    """Features of the first view: there are no other predictions."""
    return model(model.data_preprocessor(batch)['inputs'][0], mode='tensor')


def check_predictions(model, features):
    feature, = features
    assert feature.shape[0] == IMAGES


def check_classes(cfg):
    """There are two views of each image, and batches of one size, which divide the queue."""
    views, = (step for step in cfg.train_dataloader.dataset.pipeline if step.type.endswith('MultiView'))
    assert views.num_views == 2
    assert cfg.train_dataloader.drop_last
    assert cfg.train_dataloader.collate_fn.type == 'default_collate'
    if 'queue_len' in cfg.model:
        assert cfg.model.queue_len % cfg.auto_scale_lr.base_batch_size == 0


def check_inference_model(model, parameters, prefix='backbone.'):
    """Inference has the weights of the backbone alone, whose names start like that."""
    whole = build(model, SCOPE)
    kept = {key for key in whole.state_dict() if not key.startswith(tuple(training_only_prefixes(whole)))}
    assert set(parameters) == kept == {key for key in whole.state_dict() if key.startswith(prefix)}
