"""COCO's panoptic PNGs: 8-bit RGB pictures whose colours are segment ids (red + 256 green + 65536 blue)."""
from collections import Counter

import cv2
import numpy as np
from mmengine import fileio

NUM_IDS = 1 << 24


def read_panoptic_png(path, shape, backend_args=None):
    """Read the segment id of every pixel.

    Args:
        path (str): The file.
        shape (tuple[int]): Height and width that it must have: those of its image.
        backend_args (dict, optional): Storage backend, as for `mmengine.fileio.get`.

    Returns:
        np.ndarray: Ids of shape (H, W), uint32, 0 where void.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it cannot be decoded, is not an 8-bit RGB PNG, or is of another size than its image.
    """
    try:
        content = fileio.get(path, backend_args=backend_args)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f'The panoptic PNG {path} is missing: check the prefix of the segment maps (`data_prefix.seg` of a '
            'data set, `seg_prefix` of a metric).') from error
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED) if content else None
    if picture is None:
        raise ValueError(f'The panoptic PNG {path} cannot be decoded: it is damaged or no PNG at all.')
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(
            f'{path} is not a panoptic PNG: it must be 8-bit RGB, but has shape {picture.shape} and type '
            f'{picture.dtype}.')
    if picture.shape[:2] != tuple(shape):
        raise ValueError(
            f'The panoptic PNG {path} measures {picture.shape[0]} x {picture.shape[1]} (height x width), but its '
            f'image {shape[0]} x {shape[1]}.')
    return _pack(picture)


def _pack(bgr):
    """One id a pixel; reinterpreting four bytes is several times faster than arithmetic on three channels."""
    rgba = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGBA)
    return rgba.view('<u4')[..., 0].astype(np.uint32, copy=False) & np.uint32(NUM_IDS - 1)


def id_to_rgb(ids):
    """The colours of segment ids: uint8 (H, W, 3) from integers (H, W)."""
    return np.ascontiguousarray(ids, dtype='<u4').view(np.uint8).reshape(*ids.shape, 4)[..., :3]


def write_panoptic_png(path, ids):
    """Write segment ids (H, W) as a COCO panoptic PNG."""
    encoded, content = cv2.imencode('.png', id_to_rgb(ids)[..., ::-1])
    assert encoded
    fileio.put(content.tobytes(), path)


def distinct_ids(ids):
    """The ids that occur in a map of integers below `NUM_IDS`, in ascending order; a sort would take longer."""
    occurs = np.zeros(int(ids.max()) + 1, dtype=bool)
    occurs[ids] = True
    return np.flatnonzero(occurs)


def number_ids(ids, known):
    """Number the segments of an id map.

    Args:
        ids (np.ndarray): Segment ids (H, W), below `NUM_IDS`.
        known (Sequence[int]): The ids to number.

    Returns:
        np.ndarray: uint16 (H, W): 1 + place in `known`, 0 for any other id.
    """
    known = np.asarray(known, dtype=np.int64)
    # Even for 2**24 ids this is cheap: of a zeroed array only the pages that are touched take memory.
    table = np.zeros(max(int(ids.max()), int(known.max(initial=0))) + 1, dtype=np.uint16)
    table[known] = np.arange(1, len(known) + 1)
    return table.take(ids)


def number_listed_ids(ids, listed):
    """Number the segments of an id map, which must be those that are listed.

    Args:
        ids (np.ndarray): Segment ids (H, W), 0 where void.
        listed (Sequence[int]): The ids that must occur, without 0.

    Returns:
        np.ndarray: See :func:`number_ids`.

    Raises:
        ValueError: If an id is not listed, or a listed one does not occur, cannot occur, or is listed twice; the
            message starts with the ids.
    """
    _check_listed(listed)
    places = number_ids(ids, listed)
    unknown = ids[(places == 0) & (ids != 0)]
    if unknown.size:
        raise ValueError(f'segment ids {_some(np.unique(unknown))} occur in the PNG but not in the json')
    counts = np.bincount(places.ravel(), minlength=len(listed) + 1)[1:]
    if not counts.all():
        missing = np.asarray(listed)[counts == 0]
        raise ValueError(f'segment ids {_some(missing)} occur in the json but not in the PNG')
    return places


def _check_listed(listed):
    impossible = [segment_id for segment_id in listed if not 0 < segment_id < NUM_IDS]
    if impossible:
        raise ValueError(f'segment ids {_some(impossible)} of the json are not in 1..{NUM_IDS - 1}')
    repeated = [segment_id for segment_id, count in Counter(listed).items() if count > 1]
    if repeated:
        raise ValueError(f'segment ids {_some(repeated)} occur more than once in the json')


def _some(ids, most=5):
    text = ', '.join(str(segment_id) for segment_id in ids[:most])
    return text + (f' and {len(ids) - most} more' if len(ids) > most else '')
