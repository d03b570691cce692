"""COCO's panoptic protocol, written out one segment and one pixel set at a time."""
import numpy as np

VOID = 0


def literal_counts(true_ids, true_segments, predicted_ids, predicted_segments):
    """IoU sum, true positives, false positives and false negatives of one image, by category.

    Segments are dicts with `id`, `category_id`, `area` and, for the truth, `iscrowd`.
    """
    counts = {}

    def count(category_id, what, value):
        entry = counts.setdefault(category_id, dict(iou=0., tp=0, fp=0, fn=0))
        entry[what] += value

    def shared(true_id, predicted_id):
        return int(((true_ids == true_id) & (predicted_ids == predicted_id)).sum())

    matched_truth, matched_predictions = set(), set()
    for truth in true_segments:
        if truth['iscrowd']:
            continue
        for prediction in predicted_segments:
            if truth['category_id'] != prediction['category_id']:
                continue
            intersection = shared(truth['id'], prediction['id'])
            predicted_area = int((predicted_ids == prediction['id']).sum())
            union = predicted_area + truth['area'] - intersection - shared(VOID, prediction['id'])
            if intersection and intersection / union > 0.5:
                count(truth['category_id'], 'tp', 1)
                count(truth['category_id'], 'iou', intersection / union)
                matched_truth.add(truth['id'])
                matched_predictions.add(prediction['id'])
    crowd_of_category = {}
    for truth in true_segments:
        if truth['iscrowd']:
            crowd_of_category[truth['category_id']] = truth['id']
        elif truth['id'] not in matched_truth:
            count(truth['category_id'], 'fn', 1)
    for prediction in predicted_segments:
        if prediction['id'] in matched_predictions:
            continue
        ignored = shared(VOID, prediction['id'])
        if prediction['category_id'] in crowd_of_category:
            ignored += shared(crowd_of_category[prediction['category_id']], prediction['id'])
        if ignored / int((predicted_ids == prediction['id']).sum()) > 0.5:
            continue
        count(prediction['category_id'], 'fp', 1)
    return counts


def literal_scores(images, category_ids):
    """Mean PQ, SQ and RQ over those of the categories that occur.

    Args:
        images (list[tuple]): Arguments of :func:`literal_counts`.
        category_ids (Iterable): The categories to average over.
    """
    totals = {}
    for image in images:
        for category_id, counts in literal_counts(*image).items():
            total = totals.setdefault(category_id, dict(iou=0., tp=0, fp=0, fn=0))
            for key, value in counts.items():
                total[key] += value
    by_category = {}
    for category_id in category_ids:
        total = totals.get(category_id)
        if total is None or total['tp'] + total['fp'] + total['fn'] == 0:
            continue
        weight = total['tp'] + 0.5 * total['fp'] + 0.5 * total['fn']
        sq = total['iou'] / total['tp'] if total['tp'] else 0.
        by_category[category_id] = (total['iou'] / weight, sq, total['tp'] / weight)
    return np.mean(list(by_category.values()), axis=0), by_category
