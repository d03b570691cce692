"""Panoptic quality (Kirillov et al., "Panoptic Segmentation", CVPR 2019), as COCO's protocol counts it."""
from dataclasses import dataclass

import numpy as np

# Columns of statistics.
IOU, TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE, INTERSECTION, UNION = range(6)
NUM_COLUMNS = 6


@dataclass(frozen=True)
class Segments:
    """The segments of a panoptic image.

    Attributes:
        places (np.ndarray): (H, W), 0 where void, else 1 + place of the pixel's segment among the S segments.
        labels (np.ndarray): (S, ) contiguous class labels.
        is_crowd (np.ndarray): (S, ) bool; all `False` in predictions.
        areas (np.ndarray): (S, ) numbers of pixels; the protocol takes those of the truth from the json.
    """
    places: np.ndarray
    labels: np.ndarray
    is_crowd: np.ndarray
    areas: np.ndarray


def image_statistics(truth, prediction, num_classes):
    """Count what an image contributes to the scores of each class.

    A predicted and a true segment match if they are of one class, the true one is no crowd, and their IoU exceeds
    0.5, where the union leaves out the part of the prediction that lies on void. True segments without a match are
    false negatives, crowds excepted. Predicted ones are false positives, unless more than half of their area lies on
    void or on the crowd of their class (the last one listed, should there be several).

    Args:
        truth (Segments): S segments.
        prediction (Segments): P segments on as many pixels; their areas are counted anew.
        num_classes (int): Number of classes, C.

    Returns:
        np.ndarray: float64 (C, 6): sum of the IoUs of matches, true positives, false positives, false negatives; and
        for the semantic view, intersection and union over the pixels that are not void in the truth.
    """
    num_predicted = len(prediction.labels)
    pairs = truth.places.astype(np.int64) * (num_predicted + 1) + prediction.places
    shape = (len(truth.labels) + 1, num_predicted + 1)
    counts = np.bincount(pairs.ravel(), minlength=shape[0] * shape[1]).reshape(shape)
    on_void, overlaps, areas = counts[0, 1:], counts[1:, 1:], counts[:, 1:].sum(0)
    same_class = truth.labels[:, None] == prediction.labels[None]

    unions = truth.areas[:, None] + areas - overlaps - on_void
    ious = overlaps / np.maximum(unions, 1)
    matches = same_class & ~truth.is_crowd[:, None] & (ious > 0.5)
    on_crowd = np.zeros((num_classes, num_predicted), dtype=np.int64)
    on_crowd[truth.labels[truth.is_crowd]] = overlaps[truth.is_crowd]
    ignored = (on_void + on_crowd[prediction.labels, np.arange(num_predicted)]) / areas > 0.5

    statistics = np.empty((num_classes, NUM_COLUMNS))

    def put(column, labels, values):
        statistics[:, column] = np.bincount(labels, weights=values, minlength=num_classes)

    put(IOU, prediction.labels, (ious * matches).sum(0))
    put(TRUE_POSITIVE, prediction.labels, matches.sum(0))
    put(FALSE_POSITIVE, prediction.labels, ~matches.any(0) & ~ignored)
    put(FALSE_NEGATIVE, truth.labels, ~matches.any(1) & ~truth.is_crowd)
    put(INTERSECTION, prediction.labels, (overlaps * same_class).sum(0))
    put(UNION, truth.labels, counts[1:].sum(1))
    union_of_prediction = np.bincount(prediction.labels, weights=overlaps.sum(0), minlength=num_classes)
    statistics[:, UNION] += union_of_prediction - statistics[:, INTERSECTION]
    return statistics


def panoptic_scores(statistics):
    """Scores of single classes.

    Args:
        statistics (np.ndarray): (C, 6), sums of :func:`image_statistics` over images.

    Returns:
        np.ndarray: (C, 3): PQ, SQ and RQ in 0..1; NaN for a class that has neither truth nor false positives.
    """
    iou, true, false_positive, false_negative = statistics[:, :4].T
    weight = true + 0.5 * false_positive + 0.5 * false_negative
    weight = np.where(weight > 0, weight, np.nan)
    scores = np.stack([iou / weight, iou / np.maximum(true, 1), true / weight], axis=1)
    return np.where(np.isnan(weight)[:, None], np.nan, scores)


def mean_scores(scores):
    """Means over the classes that have a score: PQ, SQ and RQ; NaN if none has."""
    scores = scores[~np.isnan(scores[:, 0])]
    return scores.mean(0) if len(scores) else np.full(3, np.nan)


def mean_iou(statistics):
    """Mean IoU of the semantic view over the classes that occur; NaN if none does."""
    statistics = statistics[statistics[:, UNION] > 0]
    return (statistics[:, INTERSECTION] / statistics[:, UNION]).mean() if len(statistics) else np.nan
