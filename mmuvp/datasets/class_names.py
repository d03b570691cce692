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

COCO_OBJECT = (
    'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat', 'traffic light',
    'fire hydrant', 'stop sign', 'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant',
    'bear', 'zebra', 'giraffe', 'backpack', 'umbrella', 'handbag', 'tie', 'suitcase', 'frisbee', 'skis', 'snowboard',
    'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard', 'surfboard', 'tennis racket', 'bottle',
    'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl', 'banana', 'apple', 'sandwich', 'orange', 'broccoli',
    'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair', 'couch', 'potted plant', 'bed', 'dining table', 'toilet',
    'tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone', 'microwave', 'oven', 'toaster', 'sink',
    'refrigerator', 'book', 'clock', 'vase', 'scissors', 'teddy bear', 'hair drier', 'toothbrush')

CLASS_NAMES = dict(coco_object=COCO_OBJECT, pascal_context=PASCAL_CONTEXT, voc=VOC)


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
    if key == 'imagenet':
        from open_clip import IMAGENET_CLASSNAMES
        return tuple(IMAGENET_CLASSNAMES)
    if key == 'scenes':
        from mmuvp.datasets.scenes.classes import CLASSES
        return CLASSES
    if key not in CLASS_NAMES:
        raise ValueError(f'unknown list of class names {key!r}; known are '
                         f'{", ".join(sorted((*CLASS_NAMES, "imagenet", "scenes")))}, or give the names in a list')
    return CLASS_NAMES[key]
