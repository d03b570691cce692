"""From the description of a scene to its pixels."""
import numpy as np

from .classes import GROUNDS, STUFF, category_id
from .noise import grain, smooth
from .shapes import edge, rasterize
from .textures import stuff, surface

# A remainder of stuff with fewer pixels than this is void.
_MIN_STUFF_AREA = 16
# Ids of segments are multiples of this, so that they fill more than one channel of a COCO panoptic PNG.
_ID_STEP = 1031


def render(scene):
    """Draw a scene.

    Args:
        scene (Scene): Its description.

    Returns:
        tuple: `(image, ids, segments)`: uint8 RGB image (H, W, 3); int32 map (H, W) of segment ids, 0 where
        void; and one dict a visible segment with `id`, `category_id`, `isthing`, `iscrowd`, `area`, `bbox`
        (x, y, w, h in pixels), and for a thing `thing`, its place in `scene.things`.
    """
    regions = region_map(scene)
    image = _draw_stuff(scene, regions)
    ids = _draw_things(scene, image, regions + 1)
    rng = np.random.RandomState(scene.texture_seed + (2, ))
    image += scene.noise * grain(rng, scene.height, scene.width)[..., None]
    segments = _segments(scene, ids)
    return np.clip(np.floor(image + 0.5), 0, 255).astype(np.uint8), ids * _ID_STEP, segments


def region_map(scene):
    """Stuff of every pixel, as an index into `STUFF`: int32 (H, W)."""
    y = (np.arange(scene.height) + 0.5) / scene.height
    x = (np.arange(scene.width) + 0.5) / scene.width
    labels = np.zeros((scene.height, scene.width), dtype=np.int32)
    grounds = [STUFF.index(name) for name in GROUNDS]
    for region in scene.regions:
        curve = np.asarray(region.curve, dtype=np.float64)
        if region.where == 'all':
            mask = np.ones(labels.shape, dtype=bool)
        elif region.where == 'below':
            mask = y[:, None] > smooth(curve, x)[None, :]
        elif region.where == 'right':
            mask = (x[None, :] > smooth(curve, y)[:, None]) & np.isin(labels, grounds)
        else:
            mask = np.broadcast_to((x > curve[0]) & (x < curve[1]), labels.shape)
        labels[mask] = STUFF.index(region.name)
    return labels


def _draw_stuff(scene, regions):
    image = np.empty(regions.shape + (3, ), dtype=np.float64)
    for label, name in enumerate(STUFF):
        mask = regions == label
        if mask.any():
            rng = np.random.RandomState(scene.texture_seed + (0, label))
            image[mask] = stuff(name, rng, scene.height, scene.width)[mask]
    return image


def _draw_things(scene, image, ids):
    """Draw the things into `image` and `ids`, where the thing at place `i` gets `len(STUFF) + 1 + i`."""
    rng = np.random.RandomState(scene.texture_seed + (1, ))
    for place, thing in enumerate(scene.things):
        window, mask, u, v = rasterize(thing, scene.height, scene.width)
        image[window][mask] = surface(thing, rng, edge(thing.name, u, v), u, v)[mask]
        ids[window][mask] = len(STUFF) + 1 + place
    return ids


def _segments(scene, ids):
    areas = np.bincount(ids.ravel(), minlength=len(STUFF) + 1 + len(scene.things))
    segments = []
    for segment_id in np.flatnonzero(areas).tolist():
        place = segment_id - len(STUFF) - 1
        mask = ids == segment_id
        if place < 0 and areas[segment_id] < _MIN_STUFF_AREA:
            ids[mask] = 0
            continue
        name = STUFF[segment_id - 1] if place < 0 else scene.things[place].name
        segment = dict(
            id=segment_id * _ID_STEP, category_id=category_id(name), isthing=int(place >= 0), iscrowd=0,
            area=int(areas[segment_id]), bbox=_bbox(mask))
        if place >= 0:
            segment['thing'] = place
        segments.append(segment)
    return segments


def _bbox(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = int(rows[0]), int(columns[0])
    return [left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1]


def semantic_map(ids, segments):
    """Labels as ADE20K writes them: uint8 (H, W), 0 where void, else 1 + class label."""
    table = np.zeros(int(ids.max()) + 1, dtype=np.uint8)
    for segment in segments:
        table[segment['id']] = segment['category_id']
    return table[ids]
