"""What is in a scene, as plain data: everything else (pixels, annotations, words) follows from it."""
from dataclasses import dataclass

import numpy as np

from .classes import COLOURS, GROUNDS, PATTERNS, THINGS
from .shapes import rasterize
from .spec import DIFFICULTIES, SPLITS

_MIN_AREA = 24
_TRIES = 12


@dataclass(frozen=True)
class Thing:
    """One instance: class, colour, surface pattern, centre and radius in pixels, unit vector of its turn."""
    name: str
    colour: str
    pattern: str
    x: float
    y: float
    radius: float
    cos: float
    sin: float


@dataclass(frozen=True)
class Region:
    """One stuff region, painted over the earlier ones.

    `where` is `'all'`; `'below'` the curve (heights from left to right); `'right'` of the curve (from top to
    bottom), on ground only; or `'between'` two columns. Curve values are relative to the image's side.
    """
    name: str
    where: str
    curve: tuple = ()


@dataclass(frozen=True)
class Scene:
    """A scene: its size, stuff regions and things from back to front, grain, and the seed of its textures."""
    width: int
    height: int
    regions: tuple
    things: tuple
    noise: int
    texture_seed: tuple


def describe(spec, split, index):
    """Describe one scene of a set.

    Args:
        spec (SceneSpec): The set.
        split (str): `'train'` or `'val'`.
        index (int): Number of the image in its split.

    Returns:
        Scene: Its description; equal arguments give equal descriptions on any machine.
    """
    key = (spec.seed, SPLITS.index(split), index)
    # RandomState's stream is frozen for good, while that of np.random.Generator may change with NumPy.
    rng = np.random.RandomState(key + (0, ))
    level = DIFFICULTIES[spec.difficulty]
    return Scene(
        width=spec.width, height=spec.height, regions=_regions(rng, level),
        things=_things(rng, level, spec.height, spec.width), noise=level.noise, texture_seed=key + (1, ))


def _between(rng, low, high):
    return low + (high - low) * float(rng.random_sample())


def _integer(rng, low, high):
    return int(rng.randint(low, high + 1, dtype=np.int64))


def _choice(rng, options):
    return options[_integer(rng, 0, len(options) - 1)]


def _curve(rng, middle, waviness):
    return tuple(middle + _between(rng, -waviness, waviness) for _ in range(5))


def _regions(rng, level):
    number = _integer(rng, *level.regions)
    grounds = list(GROUNDS)
    rng.shuffle(grounds)
    with_both_backs = number > 2 and rng.random_sample() < 0.5
    back = 'sky' if with_both_backs else _choice(rng, ('sky', 'wall'))
    regions = [Region(back, 'all')]
    if with_both_backs:
        left = _between(rng, -0.3, 0.7)
        regions.append(Region('wall', 'between', (left, left + _between(rng, 0.35, 0.6))))
    horizon = _between(rng, 0.3, 0.6)
    regions.append(Region(grounds.pop(), 'below', _curve(rng, horizon, level.waviness)))
    while len(regions) < number:
        if rng.random_sample() < 0.5:
            middle = _between(rng, horizon + 0.15, 0.85)
            regions.append(Region(grounds.pop(), 'below', _curve(rng, middle, level.waviness)))
        else:
            middle = _between(rng, 0.3, 0.75)
            regions.append(Region(grounds.pop(), 'right', _curve(rng, middle, 2 * level.waviness)))
    return tuple(regions)


def _turn(rng):
    """A random unit vector, by the rational parametrisation of the circle and a number of quarter turns."""
    t = _between(rng, -0.4142135623730951, 0.4142135623730951)
    cos, sin = (1. - t * t) / (1. + t * t), 2. * t / (1. + t * t)
    return _choice(rng, ((cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos)))


def _draw_thing(rng, level, height, width):
    name = _choice(rng, THINGS)
    colour = _choice(rng, tuple(COLOURS))
    pattern = _choice(rng, PATTERNS)
    if level.pattern_by_class:
        pattern = PATTERNS[THINGS.index(name) % len(PATTERNS)]
    cos, sin = _turn(rng) if level.rotate else (1., 0.)
    return Thing(
        name, colour, pattern, x=_between(rng, 0.08, 0.92) * width, y=_between(rng, 0.08, 0.92) * height,
        radius=_between(rng, *level.radius) * min(height, width), cos=cos, sin=sin)


def _things(rng, level, height, width):
    """Draw things one after another, each in front of the earlier ones; redraw one that would hide another."""
    number = _integer(rng, *level.things)
    owner = np.full((height, width), -1, dtype=np.int64)
    things, areas = [], []
    for _ in range(number * _TRIES):
        if len(things) == number:
            break
        thing = _draw_thing(rng, level, height, width)
        window, mask, _, _ = rasterize(thing, height, width)
        if np.count_nonzero(mask) < _MIN_AREA:
            continue
        trial = owner.copy()
        trial[window][mask] = len(things)
        left = np.bincount(trial[trial >= 0], minlength=len(things) + 1)
        if all(rest >= max(_MIN_AREA, (1. - level.max_hidden) * area)
               for rest, area in zip(left, areas, strict=False)):
            owner = trial
            things.append(thing)
            areas.append(np.count_nonzero(mask))
    return tuple(things)
