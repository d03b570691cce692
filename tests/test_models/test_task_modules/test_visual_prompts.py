"""Visual prompts, against their definition in algorithm C."""
import cv2
import numpy as np
import pytest
from scipy.ndimage import binary_fill_holes

from mmuvp.models.task_modules import VisualPrompts

RED = (255, 0, 0)


@pytest.fixture
def image():
    return np.random.RandomState(0).randint(0, 256, (60, 80, 3)).astype(np.uint8)


@pytest.fixture
def mask():
    """Two regions, the larger of them with a hole and a region in the hole."""
    mask = np.zeros((60, 80), bool)
    mask[10:40, 15:50], mask[15:35, 20:40], mask[20:25, 25:30], mask[45:50, 60:75] = True, False, True, True
    return mask


def test_surroundings(image, mask):
    blurred = cv2.GaussianBlur(image, (15, 15), 0)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[..., None].repeat(3, axis=2)
    for prompt, surroundings in (('blur', blurred), ('gray', grey), ('black', np.zeros_like(image))):
        expected = np.where(mask[..., None], image, surroundings)
        np.testing.assert_array_equal(VisualPrompts(image, [prompt])(mask), expected)


def test_gray_is_made_of_the_blurred_image_whatever_the_order(image, mask):
    blurred = VisualPrompts(image, ['blur'])(mask)
    grey = cv2.cvtColor(blurred, cv2.COLOR_BGR2GRAY)[..., None].repeat(3, axis=2)
    expected = np.where(mask[..., None], blurred, grey)
    for prompts in (['blur', 'gray'], ['gray', 'blur']):
        np.testing.assert_array_equal(VisualPrompts(image, prompts)(mask), expected)


def test_mask_is_the_papers_name_of_black(image, mask):
    np.testing.assert_array_equal(VisualPrompts(image, ['mask'])(mask), VisualPrompts(image, ['black'])(mask))


def test_circle_and_rectangle(image, mask):
    rows, columns = mask.nonzero()
    x, y = int(columns.mean()), int(rows.mean())
    half_width, half_height = 60 // 2, 40 // 2  # the mask is in columns 15 to 74, rows 10 to 49
    circle = cv2.ellipse(image.copy(), (x, y), (half_width, half_height), 0, 0, 360, RED, 1)
    np.testing.assert_array_equal(VisualPrompts(image, ['circle'])(mask), circle)
    corners = (x - half_width, y - half_height), (x + half_width, y + half_height)
    rectangle = cv2.rectangle(image.copy(), *corners, RED, 1)
    np.testing.assert_array_equal(VisualPrompts(image, ['rectangle'])(mask), rectangle)


def contour_by_definition(image, mask):
    filled = binary_fill_holes(mask).astype(np.uint8)
    contours, _ = cv2.findContours(filled, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    return cv2.drawContours(image.copy(), contours, -1, RED, 1)


def test_contour_has_no_holes(image, mask):
    np.testing.assert_array_equal(VisualPrompts(image, ['contour'])(mask), contour_by_definition(image, mask))
    assert (VisualPrompts(image, ['contour'])(mask)[15:35, 20:40] == image[15:35, 20:40]).all()


def test_contour_of_any_mask(image):
    for seed in range(20):
        mask = cv2.GaussianBlur(np.random.RandomState(seed).rand(60, 80), (0, 0), 1 + seed % 4) > 0.5
        np.testing.assert_array_equal(VisualPrompts(image, ['contour'])(mask), contour_by_definition(image, mask))


def test_drawings_come_last(image, mask):
    surrounded = VisualPrompts(image, ['blur'])(mask)
    expected = VisualPrompts(surrounded, ['rectangle'])(mask)
    np.testing.assert_array_equal(VisualPrompts(image, ['rectangle', 'blur'])(mask), expected)


def test_nothing_is_drawn_around_an_empty_mask(image):
    empty = np.zeros(image.shape[:2], bool)
    np.testing.assert_array_equal(VisualPrompts(image, ['circle', 'rectangle', 'contour'])(empty), image)


def test_the_image_stays_as_it_is(image, mask):
    before = image.copy()
    VisualPrompts(image, ['circle', 'contour', 'rectangle'])(mask)
    np.testing.assert_array_equal(image, before)


def test_unknown_prompts(image):
    with pytest.raises(ValueError, match="must be one of 'blur', .* not 'arrow'"):
        VisualPrompts(image, ['blur', 'arrow'])
    with pytest.raises(ValueError, match='at least one visual prompt'):
        VisualPrompts(image, [])
