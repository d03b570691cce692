"""Time of scoring against a literal implementation; run with `-s` to see the figures."""
import time
from dataclasses import replace

import numpy as np
import pytest
from literal_pq import literal_counts

from mmuvp.datasets.panoptic_png import NUM_IDS, number_listed_ids
from mmuvp.evaluation.panoptic_quality import predicted_segments
from mmuvp.evaluation.pq import Segments, image_statistics


def _image(rng, number=20, height=480, width=640):
    """Truth of `number` segments in the form of tiles, its ids as in a PNG and its json, and codes four pixels off."""
    rows, columns = np.arange(height) * 4 // height, np.arange(width) * (number // 4) // width
    places = (rows[:, None] * (number // 4) + columns + 1).astype(np.uint16)
    labels = rng.randint(0, 133, number)
    codes = np.roll(labels[places - 1] + 1000 * places.astype(np.int32), 4, axis=1)
    areas = np.bincount(places.ravel())[1:]
    listed = rng.choice(np.arange(1, NUM_IDS), number, replace=False)
    ids = np.concatenate([[0], listed]).astype(np.uint32)[places]
    return Segments(places, labels, np.zeros(number, bool), areas), ids, listed.tolist(), codes


def _seconds(function, repeats=50):
    function()
    start = time.process_time()
    for _ in range(repeats):
        function()
    return (time.process_time() - start) / repeats


@pytest.mark.slow
def test_a_thousand_images_are_scored_in_ten_seconds():
    truth, ids, listed, codes = _image(np.random.RandomState(0))

    def score(places):
        return image_statistics(replace(truth, places=places), predicted_segments(codes, 133), 133)

    own = _seconds(lambda: score(truth.places))
    whole = _seconds(lambda: score(number_listed_ids(ids, listed)))

    true_segments = [dict(id=place, category_id=label, area=area, iscrowd=0) for place, (label, area) in enumerate(
        zip(truth.labels.tolist(), truth.areas.tolist(), strict=True), 1)]
    predicted = [dict(id=code, category_id=code % 1000) for code in np.unique(codes).tolist()]
    # which starts from numbered segments, too
    literal = _seconds(lambda: literal_counts(truth.places, true_segments, codes, predicted), repeats=1)
    print(f'\n{1000 * whole:.2f} s for 1,000 images of 640x480 with 20 segments; scoring alone is {literal / own:.0f} '
          'times faster than the literal protocol')
    assert 1000 * whole < 10
    assert literal / own > 4
