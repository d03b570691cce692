import numpy as np
import pytest
from literal_pq import literal_counts, literal_scores

from mmuvp.evaluation.pq import Segments, image_statistics, mean_iou, mean_scores, panoptic_scores

NUM_CLASSES = 5


def _voronoi(rng, shape, number):
    """A random partition into about `number` regions, 1 + region of each pixel."""
    points = rng.randint(0, 40, (number, 2))
    rows, columns = np.indices(shape)
    distances = (rows[..., None] - points[:, 0])**2 + (columns[..., None] - points[:, 1])**2
    return distances.argmin(-1) + 1


def _segments(places, labels, is_crowd):
    """`Segments` of the places that occur, and the same as dicts."""
    known = np.unique(places)[1:] if (places == 0).any() else np.unique(places)
    table = np.zeros(places.max() + 1, dtype=np.int64)
    table[known] = np.arange(1, len(known) + 1)
    places = table[places]
    labels, is_crowd = labels[known - 1], is_crowd[known - 1]
    areas = np.bincount(places.ravel(), minlength=len(known) + 1)[1:]
    dicts = [dict(id=place, category_id=label, area=area, iscrowd=crowd)
             for place, (label, area, crowd) in enumerate(
                 zip(labels.tolist(), areas.tolist(), is_crowd.tolist(), strict=True), 1)]
    return Segments(places, labels, is_crowd, areas), dicts


def _random_pair(seed):
    """Truth with void and crowds, and a prediction that partly repeats it; some images are nearly empty."""
    rng = np.random.RandomState(seed)
    shape, number = (rng.randint(1, 40), rng.randint(1, 40)), rng.randint(1, 14)
    places = _voronoi(rng, shape, number)
    labels = rng.randint(0, NUM_CLASSES, number)
    is_crowd = rng.rand(number) < 0.25
    other = _voronoi(rng, shape, number)
    predicted = np.where(other <= rng.randint(0, number + 1), other + number, places)
    predicted = np.roll(predicted, rng.randint(0, 3), axis=1)
    predicted_labels = np.concatenate([labels, rng.randint(0, NUM_CLASSES, number)])
    predicted[rng.rand(*shape) < rng.choice([0., 0.1, 1.], p=[0.5, 0.45, 0.05])] = 0
    predicted[np.isin(predicted, rng.randint(1, 2 * number + 1, 2))] = 0
    places[np.isin(places, rng.randint(1, number + 1, rng.randint(0, 3)))] = 0
    return _segments(places, labels, is_crowd), _segments(predicted, predicted_labels, np.zeros(2 * number, bool))


@pytest.mark.parametrize('first_seed', range(0, 400, 100))
def test_it_equals_the_protocol_on_random_images(first_seed):
    total, images = np.zeros((NUM_CLASSES, 6)), []
    for seed in range(first_seed, first_seed + 100):
        (truth, true_dicts), (prediction, predicted_dicts) = _random_pair(seed)
        statistics = image_statistics(truth, prediction, NUM_CLASSES)
        expected = np.zeros((NUM_CLASSES, 4))
        for label, counts in literal_counts(
                truth.places, true_dicts, prediction.places, predicted_dicts).items():
            expected[label] = list(counts.values())
        np.testing.assert_allclose(statistics[:, :4], expected, rtol=0, atol=1e-12)
        total += statistics
        images.append((truth.places, true_dicts, prediction.places, predicted_dicts))
    assert (total[:, 1:4] > 5).all(), 'the images must exercise every count'
    means, by_label = literal_scores(images, range(NUM_CLASSES))
    scores = panoptic_scores(total)
    np.testing.assert_allclose(mean_scores(scores), means, rtol=0, atol=1e-12)
    np.testing.assert_allclose(scores, [by_label[label] for label in range(NUM_CLASSES)], rtol=0, atol=1e-12)


def _pair(truth, prediction, true_labels=(0, 0, 0), predicted_labels=(0, 0, 0), crowds=(False, ) * 3):
    truth, prediction = np.array([truth]), np.array([prediction])
    return (_segments(truth, np.array(true_labels), np.array(crowds))[0],
            _segments(prediction, np.array(predicted_labels), np.zeros(3, bool))[0])


def _counts(*args, **kwargs):
    return image_statistics(*_pair(*args, **kwargs), 2)[0, :4].tolist()


def test_an_overlap_of_exactly_half_is_no_match():
    assert _counts([1, 1, 0, 0], [1, 0, 0, 0]) == [0, 0, 1, 1]
    assert _counts([1, 1, 1, 0], [1, 1, 0, 0]) == [2 / 3, 1, 0, 0]


def test_the_part_of_a_prediction_on_void_does_not_count_in_the_union():
    assert _counts([1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0]) == [1, 1, 0, 0]


def test_a_prediction_more_than_half_on_void_is_ignored():
    assert _counts([0, 0, 0, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0, 0])[2:] == [0, 1]
    assert _counts([0, 0, 2, 2, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0], (1, 1, 1))[2:] == [1, 0]


def test_a_prediction_on_a_crowd_of_its_class_is_ignored_and_the_crowd_is_no_false_negative():
    assert _counts([1, 1, 1, 1], [1, 1, 1, 1], crowds=(True, ) * 3) == [0, 0, 0, 0]
    assert _counts([1, 1, 1, 1], [1, 1, 1, 1], (1, 1, 1), crowds=(True, ) * 3) == [0, 0, 1, 0]


def test_void_and_crowd_add_up():
    assert _counts([0, 1, 2, 2, 2], [1, 1, 1, 0, 0], crowds=(True, False, False)) == [0, 0, 0, 1]


def test_nothing_there_and_nothing_found_is_no_score():
    statistics = image_statistics(*_pair([0, 0], [0, 0]), 2)
    assert not statistics.any()
    assert np.isnan(panoptic_scores(statistics)).all()
    assert np.isnan(mean_scores(panoptic_scores(statistics))).all()
    assert np.isnan(mean_iou(statistics))


def test_misses_only_score_zero():
    scores = panoptic_scores(image_statistics(*_pair([1, 1], [0, 0]), 2))
    assert scores[0].tolist() == [0, 0, 0]
    assert np.isnan(scores[1]).all()


def test_mean_iou_is_that_of_the_semantic_maps():
    total, intersections, unions = np.zeros((NUM_CLASSES, 6)), np.zeros(NUM_CLASSES), np.zeros(NUM_CLASSES)
    for seed in range(50):
        (truth, _), (prediction, _) = _random_pair(seed)
        total += image_statistics(truth, prediction, NUM_CLASSES)
        true_map = np.append(-1, truth.labels)[truth.places]
        predicted_map = np.append(-1, prediction.labels)[prediction.places]
        for label in range(NUM_CLASSES):
            is_true, is_predicted = true_map == label, (predicted_map == label) & (true_map >= 0)
            intersections[label] += (is_true & is_predicted).sum()
            unions[label] += (is_true | is_predicted).sum()
    assert mean_iou(total) == pytest.approx((intersections / unions).mean(), abs=1e-12)
