"""What a set of scenes is made from: its sizes, its seed, and how hard its scenes are."""
from dataclasses import asdict, dataclass

SPLITS = ('train', 'val')


@dataclass(frozen=True)
class Difficulty:
    """How hard a scene is.

    Attributes:
        things (tuple[int]): Least and largest number of things.
        radius (tuple[float]): Least and largest radius of a thing, relative to the shorter side of the image.
        max_hidden (float): Largest share of a thing that others may cover.
        regions (tuple[int]): Least and largest number of stuff regions.
        waviness (float): Height of the waves of region borders, relative to the image's side.
        noise (int): Amplitude of the grain that lies over the whole image, in grey levels.
        rotate (bool): Whether things are turned.
        pattern_by_class (bool): Whether the surface pattern tells the class, besides the shape.
    """
    things: tuple
    radius: tuple
    max_hidden: float
    regions: tuple
    waviness: float
    noise: int
    rotate: bool
    pattern_by_class: bool


DIFFICULTIES = {
    'easy': Difficulty((1, 4), (0.11, 0.20), 0.1, (2, 2), 0.02, 6, False, True),
    'medium': Difficulty((2, 7), (0.08, 0.19), 0.4, (2, 3), 0.05, 14, True, False),
    'hard': Difficulty((5, 14), (0.05, 0.18), 0.7, (3, 5), 0.10, 28, True, False),
}


@dataclass(frozen=True)
class SceneSpec:
    """Everything that decides the bytes of a set of scenes.

    Args:
        num_train (int): Number of training images.
        num_val (int): Number of validation images.
        width (int): Width of every image in pixels, at least 32.
        height (int): Height of every image in pixels, at least 32.
        difficulty (str): `'easy'`, `'medium'` or `'hard'`.
        seed (int): Seed, from 0 to 2**32 - 1. Image `i` of a split depends on seed, split and `i` only, so that a
            larger set begins with the images of a smaller one.

    Raises:
        ValueError: If a value is out of its range; the message names it.
    """
    num_train: int = 2000
    num_val: int = 200
    width: int = 160
    height: int = 160
    difficulty: str = 'medium'
    seed: int = 0

    def __post_init__(self):
        if self.difficulty not in DIFFICULTIES:
            raise ValueError(
                f'scenes: difficulty must be one of {list(DIFFICULTIES)}, not {self.difficulty!r}')
        limits = dict(num_train=(1, 10**6), num_val=(1, 10**6), width=(32, 8192), height=(32, 8192),
                      seed=(0, 2**32 - 1))
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f'scenes: {name} must lie in {low}..{high}, not {getattr(self, name)}')

    def num(self, split):
        """Number of images of `'train'` or `'val'`."""
        return dict(train=self.num_train, val=self.num_val)[split]

    def to_dict(self):
        """The arguments that rebuild this spec."""
        return asdict(self)
