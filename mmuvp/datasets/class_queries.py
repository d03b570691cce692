"""Classes as words to ask a frozen CLIP for, of lists and of files."""
import csv
import re
from collections import namedtuple
from pathlib import Path

from .class_names import class_names
from .scenes.classes import STUFF

# The names of CLIP-ES (Lin et al., 2023), which tell apart what bare class names leave open, in the order of labels
VOC = (
    'aeroplane', 'bicycle', 'bird avian', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair seat', 'cow', 'diningtable',
    'dog', 'horse', 'motorbike', 'person with clothes,people,human', 'pottedplant', 'sheep', 'sofa', 'train',
    'tvmonitor screen')
COCO_OBJECT = (
    'person with clothes,people,human', 'bicycle', 'car', 'motorbike', 'aeroplane', 'bus', 'train', 'truck', 'boat',
    'traffic light', 'fire hydrant', 'stop sign', 'parking meter', 'bench', 'bird avian', 'cat', 'dog', 'horse',
    'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe', 'backpack,bag', 'umbrella,parasol', 'handbag,purse',
    'necktie', 'suitcase', 'frisbee', 'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'glove',
    'skateboard', 'surfboard', 'tennis racket', 'bottle', 'wine glass', 'cup', 'fork', 'knife', 'dessertspoon', 'bowl',
    'banana', 'apple', 'sandwich', 'orange', 'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair seat',
    'sofa', 'pottedplant', 'bed', 'diningtable', 'toilet', 'tvmonitor screen', 'laptop', 'mouse', 'remote control',
    'keyboard', 'cell phone', 'microwave', 'oven', 'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase',
    'scissors', 'teddy bear', 'hairdrier,blowdrier', 'toothbrush')
# Of the 59 classes of Pascal Context, those without a shape of their own
CONTEXT_STUFF = (
    'bedclothes', 'building', 'ceiling', 'cloth', 'curtain', 'door', 'fence', 'floor', 'grass', 'ground', 'mountain',
    'platform', 'road', 'rock', 'shelves', 'sidewalk', 'sky', 'snow', 'track', 'tree', 'wall', 'water', 'window',
    'wood')
# Of ADE20K's 150 classes, the stuff of its panoptic challenge
ADE150_STUFF = (
    'wall', 'building', 'sky', 'floor', 'tree', 'ceiling', 'road', 'grass', 'sidewalk', 'earth', 'mountain', 'plant',
    'water', 'house', 'sea', 'rug', 'field', 'rock', 'base', 'sand', 'skyscraper', 'grandstand', 'path', 'runway',
    'stairway', 'river', 'bridge', 'blind', 'hill', 'bar', 'hovel', 'tower', 'dirt track', 'land', 'escalator',
    'buffet', 'poster', 'stage', 'conveyer belt', 'canopy', 'swimming pool', 'waterfall', 'tent', 'cradle', 'tank',
    'lake', 'blanket', 'pier', 'crt screen', 'shower')
NUMBERED = re.compile(r'(\d+)\s*:\s*(.+)')

LISTS = {'ade150_stuff': ADE150_STUFF, 'coco_object_clip-es': COCO_OBJECT, 'pascal_context_stuff': CONTEXT_STUFF,
         'scenes_stuff': STUFF, 'voc_clip-es': VOC}
STUFF_MARK = ':stuff'

ClassEntry = namedtuple('ClassEntry', 'number name is_stuff')


def class_queries(source):
    """Find the words that stand for a set of classes.

    Args:
        source (str | Sequence[str]): The words themselves; ``'voc_clip-es'`` or ``'coco_object_clip-es'``;
            ``'pascal_context_stuff'``, ``'ade150_stuff'`` or ``'scenes_stuff'``; ``'ade150'``; a list that
            :func:`mmuvp.datasets.class_names.class_names` knows; or a file, see :func:`read_class_file`, of whose
            classes ``FILE:stuff`` names the stuff alone.

    Returns:
        tuple[str]: In the order of the labels.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The list is not known, a name is empty, or the file lists no classes or does not tell stuff from
            things.
    """
    if not isinstance(source, str):
        return class_names(source)
    if source in LISTS:
        return LISTS[source]
    if source == 'ade150':
        from mmseg.datasets import ADE20KDataset
        return tuple(name.strip() for name in ADE20KDataset.METAINFO['classes'])
    path = source.removesuffix(STUFF_MARK)
    if path == source and not Path(path).suffix:
        return class_names(source)
    entries = read_class_file(path)
    if path == source:
        return tuple(entry.name for entry in entries)
    if any(entry.is_stuff is None for entry in entries):
        raise ValueError(f'{path} does not say which classes are stuff: a table with the columns Name and Stuff does')
    return tuple(entry.name for entry in entries if entry.is_stuff)


def read_class_file(path):
    """Read a file that lists classes in the order of the labels.

    Three forms are known: a name a line; ``number: name`` a line, as in ``labels.txt`` of Pascal Context; a table with
    tabs and a head line that names the columns ``Name`` and perhaps ``Idx`` and ``Stuff`` (0 or 1), as ADE20K's
    ``objectInfo150.txt``, of whose synonyms the first is taken.

    Args:
        path (str | Path): The file.

    Returns:
        list[ClassEntry]: ``number`` that the file gives it, or its place counted from 1; ``name``; ``is_stuff``, None
        where the file does not say.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It lists nothing, or a line has not the form of the others.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'{path}, which should list the classes, does not exist')
    lines = [line for line in path.read_text(encoding='utf-8').splitlines() if line.strip()]
    if not lines:
        raise ValueError(f'{path} lists no class')
    if '\t' in lines[0]:
        return _table(path, lines)
    matches = [NUMBERED.fullmatch(line.strip()) for line in lines]
    if not any(matches):
        return [ClassEntry(number, line.strip(), None) for number, line in enumerate(lines, 1)]
    if not all(matches):
        line = lines[matches.index(None)]
        raise ValueError(f'{path} has the line {line!r}; the others have the form "number: name"')
    return [ClassEntry(int(match[1]), match[2].strip(), None) for match in matches]


def _table(path, lines):
    rows = list(csv.DictReader(lines, delimiter='\t'))
    if not rows or 'Name' not in rows[0]:
        raise ValueError(f'{path} is a table without rows or without a column Name')
    if any(not row['Name'] for row in rows):
        raise ValueError(f'{path} has a row without a name')
    return [
        ClassEntry(int(row.get('Idx') or number), re.split('[,;]', row['Name'])[0].strip(),
                   None if row.get('Stuff') in (None, '') else row['Stuff'].strip() == '1')
        for number, row in enumerate(rows, 1)]
