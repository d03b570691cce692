"""Templates of the published code of CLIP as RNN, into which queries are put."""

BARE = '{}'
ORIGAMI = 'a clean origami {}.'
_SIZES = ('small', 'medium', 'large')
# of the mask classifier on data sets with classes; four forms have no full stop, as published
SCENE_TEMPLATES = (
    ORIGAMI, 'a photo of a {}.', 'This is a photo of a {}', 'There is a {} in the scene',
    'There is the {} in the scene', 'a photo of a {} in the scene',
    *(f'a photo of a {size} {{}}.' for size in _SIZES),
    *(f'This is a photo of a {size} {{}}.' for size in _SIZES),
    *(f'There is a {size} {{}} in the scene.' for size in _SIZES))
