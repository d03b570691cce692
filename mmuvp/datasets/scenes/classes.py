"""Names and colours that `scenes` draws and speaks of; the order of the names is the order of the labels."""

THINGS = ('disc', 'ring', 'square', 'triangle', 'star', 'cross', 'moon', 'bar')
BACKS = ('sky', 'wall')
GROUNDS = ('grass', 'water', 'road', 'sand')
STUFF = BACKS + GROUNDS
CLASSES = THINGS + STUFF

PALETTE = [(220, 20, 60), (255, 140, 0), (106, 0, 228), (0, 228, 140), (250, 220, 30), (255, 77, 255),
           (0, 226, 252), (165, 42, 42), (70, 130, 180), (150, 100, 100), (64, 170, 64), (20, 60, 160),
           (96, 96, 96), (225, 199, 140)]

# RGB of the colours that a thing may have.
COLOURS = {
    'red': (214, 40, 40),
    'orange': (245, 135, 30),
    'yellow': (240, 220, 50),
    'green': (30, 160, 60),
    'blue': (40, 70, 220),
    'purple': (140, 50, 170),
    'white': (238, 238, 238),
    'black': (32, 32, 32),
}

PATTERNS = ('plain', 'striped', 'checked', 'dotted')


def category_id(name):
    """Category id of a class name in every json file: labels counted from 1."""
    return CLASSES.index(name) + 1


def categories():
    """The `categories` list of a COCO panoptic json: `id`, `name`, `isthing`, `color`."""
    return [
        dict(id=category_id(name), name=name, isthing=int(name in THINGS), color=list(color),
             supercategory='thing' if name in THINGS else 'stuff')
        for name, color in zip(CLASSES, PALETTE, strict=True)
    ]
