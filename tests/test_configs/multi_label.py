"""Classifiers of images with several labels: where they differ from those with one."""
import torch
from classification import (  # noqa: F401  the other functions of a task
    IMAGES,
    SCOPE,
    check_classes,
    check_inference_model,
    check_losses,
    reduce_model,
)
from classification import random_batch as single_label_batch


def random_batch(model):
    """Some images of an odd size as a pipeline gives them, the first without a label."""
    batch = single_label_batch(model)
    for i, sample in enumerate(batch['data_samples']):
        sample.set_gt_score((torch.arange(model.head.num_classes) < 2 * i).float())
    return batch


def check_predictions(model, predictions):
    assert len(predictions) == IMAGES
    for sample in predictions:
        assert sample.pred_score.shape == (model.head.num_classes, )
        torch.testing.assert_close(sample.pred_label, (sample.pred_score >= 0.5).nonzero()[:, 0])
