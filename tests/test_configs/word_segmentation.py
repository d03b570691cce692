"""Semantic segmentation by a frozen CLIP: how its configs are made small, fed and checked."""
import functools
import tempfile
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from mmseg.structures import SegDataSample
from reduction import build
from referring import SMALL_CLIP

from mmuvp.datasets.class_queries import class_queries
from mmuvp.registry import DATASETS, METRICS

SCOPE = 'mmseg'
SIZE = 33, 50
# what data sets bring in files of their own
CLASSES, STUFF = ['cat', '犬', 'sky', 'grass'], ['sky', 'grass']


def reduce_model(cfg):
    """The model with small random networks in the places of CLIP, few classes, and segments of a file."""
    model = deepcopy(cfg.model)
    model.data_preprocessor = deepcopy(cfg.data_preprocessor)
    for part in (model.car.proposer, model.car.classifier):
        part.clip = deepcopy(SMALL_CLIP)
    if model.classes.endswith('.txt'):
        model.update(classes=CLASSES, stuff=STUFF)
    if 'sam' in model:
        model.sam.provider = dict(type='mmuvp.MaskFiles', folder=_segments())
    return model


@functools.cache
def _segments():
    """Folder with the segments of the image of :func:`random_batch`."""
    folder = tempfile.mkdtemp()
    halves = np.zeros((2, *SIZE), bool)
    halves[0, :, :20], halves[1, :, 20:] = True, True
    np.savez(Path(folder) / 'image.npz', masks=halves)
    return folder


def random_batch(cfg):
    """An image of an odd size, as stock pipelines give it."""
    generator = torch.Generator().manual_seed(0)
    image = torch.randint(256, (3, *SIZE), generator=generator, dtype=torch.uint8)
    return dict(inputs=[image], data_samples=[SegDataSample(metainfo=dict(ori_shape=SIZE, img_path='image.jpg'))])


def check_features(cfg, model, batch):
    """Labels are those of classes or of the background, and no weight is trained."""
    assert not any(parameter.requires_grad for parameter in model.parameters())
    labels = range(model.first_label, model.first_label + len(model.classes))
    sample, = model.test_step(batch)
    found = sample.pred_sem_seg.data
    assert found.shape == (1, *SIZE)
    assert set(found.unique().tolist()) <= {*labels, model.background_label}
    assert set(sample.kept_classes.tolist()) <= set(labels)
    assert len(sample.kept_classes)  # the best is kept


def check_losses(model, losses):
    assert losses == set()


def check_classes(cfg):
    """There is no training; words, labels of the model and labels of the data agree."""
    assert not any(cfg.get(key) for key in ('train_dataloader', 'train_cfg', 'optim_wrapper', 'val_dataloader'))
    evaluators = cfg.test_evaluator if isinstance(cfg.test_evaluator, list) else [cfg.test_evaluator]
    assert all(METRICS.get(evaluator.type) is not None for evaluator in evaluators)
    dataset, model = cfg.test_dataloader.dataset, cfg.model
    assert 'Resize' not in {step.type for step in dataset.pipeline}
    assert not {'mean', 'std', 'size', 'test_cfg'} & cfg.data_preprocessor.keys()
    check = next(step for step in dataset.pipeline if step.type == 'mmuvp.CheckSegMap')
    if dataset.type == 'mmuvp.WideSegDataset':
        assert (dataset.class_file, model.stuff.rpartition('/')[0]) == (model.classes, model.classes.rpartition('/')[0])
        ignored = {check.ignore_index, model.background_label, *(evaluator.ignore_index for evaluator in evaluators)}
        assert ignored == {65535}
        return
    classes = len(dataset.get('metainfo', DATASETS.get(dataset.type).METAINFO)['classes'])
    assert check.num_classes == classes
    assert len(class_queries(model.classes)) == classes - model.get('first_label', 1)
    assert (model.get('background_label', 0) == 0) == (model.get('first_label', 1) == 1)


def check_inference_model(model, parameters):
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
