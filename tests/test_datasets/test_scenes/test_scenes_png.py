import io

import cv2
import numpy as np
import pytest
from PIL import Image

from mmuvp.datasets.scenes.png import encode_png


def _runs(length):
    """A row of a run of each length from 1 on, with changing values: every token of the code occurs."""
    values = np.repeat(np.arange(length) % 7 + np.arange(length) % 2 * 200, np.arange(length) + 1)
    return values.astype(np.uint8)[None]


@pytest.mark.parametrize('is_label_map', [False, True])
@pytest.mark.parametrize('array', [
    np.zeros((1, 1), np.uint8),
    np.full((300, 400), 200, np.uint8),
    np.random.RandomState(0).randint(0, 256, (31, 70, 3)).astype(np.uint8),
    np.random.RandomState(1).randint(0, 256, (300, 301, 3)).astype(np.uint8),
    _runs(600),
    np.tile(_runs(40), (9, 1)),
], ids=['pixel', 'flat', 'noise', 'several_blocks', 'runs', 'equal_rows'])
def test_both_decoders_read_it_back(array, is_label_map):
    content = encode_png(array, is_label_map)
    assert np.array_equal(np.array(Image.open(io.BytesIO(content))), array)
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(decoded[..., ::-1] if array.ndim == 3 else decoded, array)


def test_label_maps_shrink():
    labels = np.repeat(np.arange(160, dtype=np.uint8) // 40, 160).reshape(160, 160).T
    assert len(encode_png(labels, is_label_map=True)) < labels.size / 30
