"""How stuff and things look. A texture is a float64 array (height, width, 3) of RGB values around 0..255."""
import numpy as np

from .classes import COLOURS
from .noise import field, grain


def _paint(colour, light):
    """A colour whose brightness varies by the factors `1 + light`."""
    return np.asarray(colour, dtype=np.float64) * (1. + light[..., None])


def _tint(rng, colour, spread=14):
    return np.asarray(colour, dtype=np.float64) + rng.randint(-spread, spread + 1, 3, dtype=np.int64)


def _sky(rng, height, width):
    clouds = np.maximum(field(rng, height, width, max(8, height // 8), max(8, width // 4)), 0.)[..., None]
    down = ((np.arange(height) + 0.5) / height)[:, None, None]
    blue = _tint(rng, (95, 155, 225)) + down * 50.
    return blue * (1. - 0.8 * clouds) + 245. * 0.8 * clouds


def _wall(rng, height, width):
    brick_height, brick_width = rng.randint((7, 16), (11, 24), dtype=np.int64).tolist()
    row, y = np.divmod(np.arange(height), brick_height)
    column = np.arange(width)[None, :] + (row % 2)[:, None] * (brick_width // 2)
    mortar = (y == 0)[:, None] | (column % brick_width == 0)
    shade = rng.random_sample((height // brick_height + 1, width // brick_width + 3))
    light = 0.35 * (shade[row[:, None], column // brick_width] - 0.5)
    return np.where(mortar[..., None], 190., _paint(_tint(rng, (165, 95, 75)), light))


def _grass(rng, height, width):
    blades = field(rng, height, width, 5, 1)
    return _paint(_tint(rng, (80, 150, 60)), 0.4 * blades)


def _water(rng, height, width):
    shift = field(rng, height, width, 8, 24)
    phase = np.arange(height)[:, None] / 9. + shift
    wave = np.abs((phase - np.floor(phase)) * 2. - 1.) * 2. - 1.
    return _paint(_tint(rng, (40, 110, 150)), 0.3 * wave)


def _road(rng, height, width):
    return _paint(_tint(rng, (100, 100, 104), 8), 0.3 * grain(rng, height, width))


def _sand(rng, height, width):
    dunes = field(rng, height, width, 4, 14)
    return _paint(_tint(rng, (222, 195, 140)), 0.14 * dunes + 0.08 * grain(rng, height, width))


_STUFF = dict(sky=_sky, wall=_wall, grass=_grass, water=_water, road=_road, sand=_sand)


def stuff(name, rng, height, width):
    """Texture of a stuff class over the whole image."""
    return _STUFF[name](rng, height, width)


def _pattern(name, u, v):
    """Pixels that a pattern darkens, from unit coordinates."""
    if name == 'striped':
        return np.floor(u * 3.5) % 2 == 0
    if name == 'checked':
        return (np.floor(u * 2.6) + np.floor(v * 2.6)) % 2 == 0
    if name == 'dotted':
        a, b = u * 2.6 - np.floor(u * 2.6) - 0.5, v * 2.6 - np.floor(v * 2.6) - 0.5
        return a * a + b * b < 0.09
    return np.zeros(u.shape, dtype=bool)


def surface(thing, rng, rim, u, v):
    """Texture of a thing: its colour and pattern, with a darker rim (bool, the shape of `u`)."""
    light = np.where(_pattern(thing.pattern, u, v), -0.38, 0.)
    light = np.where(rim, -0.6, light)
    return _paint(_tint(rng, COLOURS[thing.colour], 10), light)
