"""The random field against exact mean field, and its settings."""
import sys

import numpy as np
import pytest

from mmuvp.models.task_modules import DenseCRF
from mmuvp.models.task_modules.dense_crf import subtract_mean
from mmuvp.registry import TASK_UTILS

HEIGHT, WIDTH = 25, 31


@pytest.fixture
def case():
    """A noisy image of two halves, and two masks that are off by some pixels."""
    generator = np.random.default_rng(0)
    image = np.full((HEIGHT, WIDTH, 3), (60, 90, 180))
    image[:, 15:] = 200, 140, 50
    image = (image + generator.integers(-6, 7, image.shape)).astype(np.uint8)
    masks = generator.uniform(0, 0.3, (2, HEIGHT, WIDTH))
    masks[0, :, :13] += 0.6
    masks[1, :, 18:] += 0.6
    return image, masks


def exact_labels(image, probabilities, iterations=10):
    """Mean field with all pairs of pixels, kernels normalised symmetrically (Kraehenbuehl and Koltun, 2011)."""
    rows, columns = np.divmod(np.arange(HEIGHT * WIDTH), WIDTH)
    places = np.stack([rows, columns], axis=1).astype(float)
    colours = subtract_mean(image).reshape(-1, 3) / 3.
    message = np.zeros((len(places), len(places)))
    for weight, features in ((3, places), (4, np.concatenate([places / 67, colours], axis=1))):
        kernel = np.exp(-0.5 * ((features[:, None] - features[None]) ** 2).sum(axis=2))
        scale = 1 / np.sqrt(kernel.sum(axis=1) + 1e-20)
        message += weight * scale[:, None] * kernel * scale[None]
    logits = np.log(np.clip(probabilities, 1e-5, 1)).reshape(len(probabilities), -1)
    marginals = _softmax(logits)
    for _ in range(iterations):
        marginals = _softmax(logits + marginals @ message)
    return marginals.argmax(axis=0).reshape(HEIGHT, WIDTH)


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def test_nearly_exact_mean_field(case):
    image, masks = case
    labels = DenseCRF()(image, masks)
    probabilities = np.concatenate([1 - masks.max(axis=0, keepdims=True), masks])
    assert (labels == exact_labels(image, probabilities)).mean() > 0.95  # a lattice stands in for all pairs
    assert labels.dtype == np.int64


def test_masks_are_fitted_to_edges(case):
    image, masks = case
    labels = DenseCRF()(image, masks)
    assert (labels[:, :15] == 1).mean() > 0.95
    assert (labels[:, 15:] == 2).mean() > 0.95


def test_factor_of_the_background(case):
    image, masks = case
    weak = masks * 0.6
    areas = [(DenseCRF(bg_factor=factor)(image, weak) == 0).sum() for factor in (0.2, 1., 5.)]
    assert areas[0] >= areas[1] >= areas[2]
    assert areas[0] > areas[2]


def test_no_background(case):
    image, masks = case
    assert set(np.unique(DenseCRF()(image, masks, background=False))) == {1, 2}
    assert (DenseCRF()(image, masks[:1], background=False) == 1).all()


def test_no_mask(case):
    image, masks = case
    labels = DenseCRF()(image, masks[:0])
    assert labels.shape == (HEIGHT, WIDTH)
    assert not labels.any()
    with pytest.raises(ValueError, match='no mask'):
        DenseCRF()(image, masks[:0], background=False)


def test_many_masks_with_nothing_but_background(case):
    image, masks = case
    assert not DenseCRF()(image, np.zeros((200, HEIGHT, WIDTH))).any()


def test_mean_is_subtracted_modulo_256():
    image = np.zeros((1, 2, 3), np.uint8)
    image[0, 1] = 200, 100, 0
    assert subtract_mean(image).tolist() == [[[152, 140, 134], [152, 240, 77]]]


def test_colours_without_wrap_keep_black_and_white_apart(case):
    _, masks = case
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    image[:, 15:] = 0
    apart = DenseCRF(wrap_colours=False)(image, masks)
    assert (apart[:, :15] == 1).all()
    assert (apart[:, 15:] == 2).all()
    assert (DenseCRF()(image, masks) != apart).any()  # 255 and 0 are neighbours once colours wrap


def test_masks_of_another_size(case):
    image, masks = case
    with pytest.raises(ValueError, match='do not fit'):
        DenseCRF()(image, masks[:, :-1])


def test_package_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, 'pydensecrf.densecrf', None)
    with pytest.raises(ImportError, match='pydensecrf2'):
        TASK_UTILS.build(dict(type='mmuvp.DenseCRF'))
