import cv2
import numpy as np

from mmuvp.visualization import draw_blocks, draw_categories, draw_scored_images
from mmuvp.visualization.scale_policy_drawing import SIDE


def test_images_stand_side_by_side_in_their_order():
    images = [np.full((30, 40, 3), value, np.uint8) for value in (10, 200)]
    picture = draw_scored_images(images, [-0.5, 0.25])
    assert picture.shape[1] == 2 * SIDE + 4  # a gap
    assert (picture[-SIDE:, :SIDE] == 10).all()
    assert (picture[-SIDE:, -SIDE:] == 200).all()


def test_the_middle_square_is_shown():
    image = np.zeros((20, 60, 3), np.uint8)
    image[:, 20:40] = 255
    assert (draw_scored_images([image], [0])[-SIDE:] == 255).all()


def test_figures(tmp_path):
    scores = np.random.default_rng(0).normal(size=(7, 17))
    draw_blocks(scores, tmp_path / 'blocks.png')
    draw_categories({f'class {i}': row for i, row in enumerate(scores)}, tmp_path / 'categories.png')
    for name in ('blocks', 'categories'):
        picture = cv2.imread(str(tmp_path / f'{name}.png'))
        assert len(np.unique(picture)) > 10
