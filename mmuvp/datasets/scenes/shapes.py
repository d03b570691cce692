"""The shapes of things as tests on unit coordinates.

Only sums, products and comparisons of float64 are used: they give the same bits on any machine, which
trigonometric functions do not.
"""
import numpy as np

# Normals of the lines that bound a triangle and a five-pointed star standing upright (v points down).
_TRIANGLE = ((0., 1.), (0.8660254037844386, -0.5), (-0.8660254037844386, -0.5))
_STAR = ((0., -1.), (0.9510565162951535, -0.3090169943749474), (0.5877852522924731, 0.8090169943749475),
         (-0.5877852522924731, 0.8090169943749475), (-0.9510565162951535, -0.3090169943749474))


def _disc(u, v):
    return u * u + v * v < 0.85


def _ring(u, v):
    square = u * u + v * v
    return (square < 1.) & (square > 0.3)


def _square(u, v):
    return np.maximum(np.abs(u), np.abs(v)) < 0.8


def _triangle(u, v):
    return np.logical_and.reduce([a * u + b * v < 0.55 for a, b in _TRIANGLE])


def _star(u, v):
    return sum((a * u + b * v < 0.4).astype(np.int8) for a, b in _STAR) >= 4


def _cross(u, v):
    u, v = np.abs(u), np.abs(v)
    return (np.minimum(u, v) < 0.3) & (np.maximum(u, v) < 1.)


def _moon(u, v):
    return (u * u + v * v < 1.) & ((u - 0.6) * (u - 0.6) + v * v > 0.6)


def _bar(u, v):
    return (np.abs(u) < 1.1) & (np.abs(v) < 0.34)


_SHAPES = dict(disc=_disc, ring=_ring, square=_square, triangle=_triangle, star=_star, cross=_cross,
               moon=_moon, bar=_bar)
# Farthest point of any shape from its centre, in radii: the tips of the star.
_REACH = 1.3


def rasterize(thing, height, width):
    """Draw a thing into the smallest window of the image that can hold it.

    Args:
        thing (Thing): The thing; see `description.py`.
        height (int): Height of the image.
        width (int): Width of the image.

    Returns:
        tuple: `(window, mask, u, v)`: a pair of slices (rows, columns) of the image, the bool mask of the thing
        in it, and the float64 unit coordinates of its pixels, all of the window's shape.
    """
    reach = _REACH * thing.radius + 1.
    top, bottom = max(0, int(thing.y - reach)), min(height, int(thing.y + reach) + 2)
    left, right = max(0, int(thing.x - reach)), min(width, int(thing.x + reach) + 2)
    dy = ((np.arange(top, bottom) + 0.5 - thing.y) / thing.radius)[:, None]
    dx = ((np.arange(left, right) + 0.5 - thing.x) / thing.radius)[None, :]
    u = dx * thing.cos + dy * thing.sin
    v = dy * thing.cos - dx * thing.sin
    return (slice(top, bottom), slice(left, right)), _SHAPES[thing.name](u, v), u, v


def edge(name, u, v):
    """Pixels of a shape that lie at its rim: those that leave it when moved outwards by a seventh."""
    return ~_SHAPES[name](u * 1.14, v * 1.14)
