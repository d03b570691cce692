"""Writing a whole set of scenes, in every form, into a folder."""
import json
from functools import partial
from pathlib import Path

from .annotations import record
from .classes import THINGS, categories
from .description import describe
from .rendering import render
from .spec import SPLITS

SPEC_FILE = 'spec.json'
_JSON_FILES = ('panoptic', 'instances', 'captions', 'referring')


def write_scenes(root, spec, progress=None):
    """Draw a set of scenes and write it.

    Layout, with SPLIT one of `train` and `val`: `images/SPLIT/*.png`; `annotations/panoptic_SPLIT.json` with
    `annotations/panoptic_SPLIT/*.png`; `annotations/{instances,captions,referring}_SPLIT.json`;
    `semantic/SPLIT/*.png` (ADE style: 0 void, else label + 1); `classification/SPLIT/CLASS/*.png` (one crop a
    thing); and `spec.json`.

    Args:
        root (str | Path): The folder; made when missing.
        spec (SceneSpec): What to make.
        progress (Callable[[int, int], None], optional): Called with the numbers of images done and wanted.
    """
    root = Path(root)
    total, done = spec.num_train + spec.num_val, 0
    for split in SPLITS:
        _make_folders(root, split)
        collected = {kind: [] for kind in ('images', *_JSON_FILES)}
        for item in map(partial(_draw, spec, split), range(spec.num(split))):
            for path, content in item.files.items():
                (root / path).write_bytes(content)
            for kind, entries in item.entries.items():
                collected[kind] += entries
            done += 1
            if progress is not None:
                progress(done, total)
        _write_json_files(root, split, collected)
    # Written last: a folder that has it is complete.
    (root / SPEC_FILE).write_text(json.dumps(spec.to_dict(), indent=2, sort_keys=True) + '\n')


def _draw(spec, split, index):
    scene = describe(spec, split, index)
    return record(scene, *render(scene), split, index)


def _make_folders(root, split):
    folders = [f'images/{split}', f'annotations/panoptic_{split}', f'semantic/{split}']
    for folder in folders + [f'classification/{split}/{name}' for name in THINGS]:
        (root / folder).mkdir(parents=True, exist_ok=True)


def _write_json_files(root, split, collected):
    things = [category for category in categories() if category['isthing']]
    for kind in _JSON_FILES:
        content = dict(images=collected['images'], annotations=collected[kind])
        if kind != 'captions':
            content['categories'] = categories() if kind == 'panoptic' else things
        text = json.dumps(content, separators=(',', ':'))
        (root / 'annotations' / f'{kind}_{split}.json').write_text(text)
