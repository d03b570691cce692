"""Names that classes are called by when a network reads them, where those of a data set's files serve badly."""
from collections.abc import Sequence

# As GroupViT names them: words that captions use, so no "diningtable", "pottedplant" or "tvmonitor".
VOC = ('aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'table', 'dog', 'horse',
       'motorbike', 'person', 'plant', 'sheep', 'sofa', 'train', 'monitor')

PASCAL_CONTEXT = (
    'aeroplane', 'bag', 'bed', 'bedclothes', 'bench', 'bicycle', 'bird', 'boat', 'book', 'bottle', 'building', 'bus',
    'cabinet', 'car', 'cat', 'ceiling', 'chair', 'cloth', 'computer', 'cow', 'cup', 'curtain', 'dog', 'door', 'fence',
    'floor', 'flower', 'food', 'grass', 'ground', 'horse', 'keyboard', 'light', 'motorbike', 'mountain', 'mouse',
    'person', 'plate', 'platform', 'plant', 'road', 'rock', 'sheep', 'shelves', 'sidewalk', 'sign', 'sky', 'snow',
    'sofa', 'table', 'track', 'train', 'tree', 'truck', 'monitor', 'wall', 'water', 'window', 'wood')

CLASS_NAMES = dict(pascal_context=PASCAL_CONTEXT, voc=VOC)
# Lists that come from where they are kept.
ELSEWHERE = ('coco_object', 'imagenet', 'scenes')


def class_names(classes: str | Sequence[str]) -> tuple[str, ...]:
    """Names of classes, given themselves or as the name of a list.

    Args:
        classes: names, or ``'voc'`` (20 classes), ``'pascal_context'`` (59), ``'coco_object'`` (80), all without a
            background, or ``'imagenet'`` (the 1000 that CLIP was judged with), or ``'scenes'`` (14).

    Returns:
        The names in the order of the labels.

    Raises:
        ValueError: on an unknown list, if there is no name, or on an empty one.
        TypeError: on a name that is no text.
    """
    names = _listed(classes) if isinstance(classes, str) else tuple(classes)
    if not names:
        raise ValueError('there is no class name; at least one is needed')
    for label, name in enumerate(names):
        if not isinstance(name, str):
            raise TypeError(f'the name of class {label} must be text, not {name!r}')
        if not name.strip():
            raise ValueError(f'the name of class {label} is empty')
    return names


def _listed(key: str) -> tuple[str, ...]:
    if key == 'coco_object':
        from .coco_object import COCOObject
        return COCOObject.METAINFO['classes'][1:]
    if key == 'imagenet':
        from open_clip import IMAGENET_CLASSNAMES
        return tuple(IMAGENET_CLASSNAMES)
    if key == 'scenes':
        from .scenes.classes import CLASSES
        return CLASSES
    if key not in CLASS_NAMES:
        known = ', '.join(map(repr, sorted((*CLASS_NAMES, *ELSEWHERE))))
        raise ValueError(f'unknown list of class names {key!r}; known are {known}, or give the names in a list')
    return CLASS_NAMES[key]
