"""Classes that are words: how the configs of segmentors and classifiers are made small, fed and checked."""
from copy import deepcopy

import classification
import segmentation
import torch
from mmengine.config import ConfigDict
from mmpretrain.registry import DATASETS as CLASSIFICATION
from mmseg.registry import DATASETS as SEGMENTATION
from reduction import SIZE, build

from mmuvp.datasets.class_names import class_names

SCOPE = 'mmseg'
NUM_CLASSES = 6
STAGES = {  # by the number of stages; the last one does not group
    2: dict(num_blocks=(1, 1), num_groups=(6, ), num_segments=(4, )),
    3: dict(num_blocks=(1, 1, 1), num_groups=(6, 4), num_segments=(6, 4))}


def reduce_model(cfg):
    """The model of a config with narrow encoders and few classes, and the config's data preprocessor."""
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    reduce_text_model(model.model)
    model.prompts.classes = list(class_names(model.prompts.classes)[:NUM_CLASSES])
    if model.get('test_cfg', {}).get('mode') == 'slide':
        model.test_cfg.update(crop_size=(48, 48), stride=(24, 24))
    return model


def reduce_text_model(model):
    """Narrow both encoders and both projectors of a model of images and texts, in place."""
    backbone = model.backbone
    if backbone.type == 'mmuvp.GroupViT':
        arch = backbone.arch
        stages = dict(STAGES[len(arch.num_blocks) if isinstance(arch, dict) else 2 + (arch == 'two-stage')])
        backbone.arch = ConfigDict(stages, channels=16, num_heads=2)
    else:
        backbone.arch = dict(embed_dims=16, num_layers=1, num_heads=2, feedforward_channels=16)
    model.text_encoder.update(channels=16, num_layers=1, num_heads=2)
    for projector in (model.image_projector, model.text_projector):
        projector.update(in_channels=16, hid_channels=8, out_channels=8)


def random_batch(model):
    if model.type == 'mmuvp.ZeroShotClassifier':
        return classification.random_batch(model)
    return segmentation.random_batch(ConfigDict(decode_head=dict(num_classes=num_labels(model))))


def num_labels(model):
    """Number of classes, with the background."""
    return len(class_names(model.prompts.classes)) + (model.get('background') is not None)


def check_features(cfg, model, batch):
    """There is nothing to train; what is predicted is of the right size and of the classes."""
    model.eval()
    with torch.no_grad():
        predictions = model(**model.data_preprocessor(batch), mode='predict')
    assert len(predictions) == len(batch['inputs'])
    for sample in predictions:
        if cfg.type == 'mmuvp.ZeroShotClassifier':
            assert sample.pred_score.shape == (NUM_CLASSES, )
            continue
        assert sample.pred_sem_seg.data.shape == (1, SIZE[0] * 2, SIZE[1] * 2)
        assert sample.pred_sem_seg.data.min() >= 0
        assert sample.pred_sem_seg.data.max() < num_labels(cfg)


def check_losses(model, losses):
    assert losses == set()


def check_classes(cfg):
    """There is a test alone, and words for all classes of its data but the background."""
    assert not any(cfg.get(key) for key in ('train_dataloader', 'train_cfg', 'optim_wrapper', 'val_dataloader'))
    registry = CLASSIFICATION if cfg.model.type == 'mmuvp.ZeroShotClassifier' else SEGMENTATION
    classes = registry.get(cfg.test_dataloader.dataset.type).METAINFO['classes']
    assert num_labels(cfg.model) == len(classes)


def check_inference_model(model, parameters):
    """All weights are those of the model of images and texts."""
    expected = {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
    assert parameters == expected
    assert all(key.startswith('model.') for key in expected)
