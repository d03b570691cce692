"""Pictures of attention."""
import numpy as np
import pytest

from mmuvp.visualization import draw_attention
from mmuvp.visualization.attention_drawing import BOX_COLOUR

IMAGE = np.full((240, 240, 3), 100, np.uint8)  # enlarged to 480 pixels


def panels(attention, **options):
    """The three panels of a picture without their titles."""
    drawn = draw_attention(IMAGE, attention, **options)
    assert drawn.shape == (480 + 24, 3 * 480 + 2 * 4, 3)
    return [drawn[24:, start:start + 480].astype(int) for start in (0, 484, 968)]


def test_heat_is_where_attention_is():
    attention = np.zeros((4, 4))
    attention[1, 2] = 1
    image, heat, _ = panels(attention)
    assert (image == 100).all()
    brightness = heat.sum(axis=-1)
    assert np.abs(np.array(np.unravel_index(brightness.argmax(), brightness.shape)) - (180, 300)).max() < 60
    assert brightness[180, 300] > brightness[420, 60] + 200


def test_mask_keeps_its_pixels_and_has_a_box():
    attention = np.array([[0.05, 0.6], [0.05, 0.3]])
    *_, mask = panels(attention)
    assert (mask[100, 300:400] == 100).all()
    assert (mask[100, 50:200] == 25).all()
    assert (mask[0, 240] == BOX_COLOUR).all()
    assert (mask[479, 479] == BOX_COLOUR).all()
    *_, mask = panels(attention, mass=0.6)
    assert (mask[400, 300:400] == 25).all()


@pytest.mark.parametrize('value', [0, 0.25])
def test_constant_attention(value):
    _, heat, mask = panels(np.full((3, 3), value))
    assert (heat == heat[0, 0]).all()
    assert (mask[100:300, 100:300] == (100 if value else 25)).all()


def test_title_and_negative_attention():
    assert (draw_attention(IMAGE, np.ones((2, 2)), title='a') != draw_attention(IMAGE, np.ones((2, 2)))).any()
    with pytest.raises(ValueError, match='negative'):
        draw_attention(IMAGE, -np.ones((2, 2)))
