"""Maps of 16-bit labels from ADE20K in full and from all classes of Pascal Context."""
from pathlib import Path

import cv2
import numpy as np
from mmengine.utils import track_iter_progress

from ..class_queries import read_class_file
from .writing import read_labels

NO_LABEL = 65535
ADE_SUFFIX = '_seg.png'


def convert_context_maps(maps, class_file, out):
    """Convert the `LabelMap` of Pascal Context's MATLAB files.

    Args:
        maps (str | Path): The folder `trainval` of files such as `2008_000002.mat`.
        class_file (str | Path): `labels.txt` of the data set, see
            :func:`mmuvp.datasets.class_queries.read_class_file`: its numbers are those of the maps.
        out (str | Path): Folder for the PNGs: the place of a class in the file, counted from 0, and 65535 for numbers
            that the file lacks.

    Returns:
        int: Number of files that were written.

    Raises:
        FileNotFoundError: If there is no such list of classes, or no map.
        ValueError: If a file is not a map, or the list is not one of classes.
    """
    return _convert(Path(maps), '*.mat', '.mat', _read_mat, class_file, out)


def convert_ade20k_maps(maps, class_file, out):
    """Convert the `*_seg.png` of ADE20K in full, whose red and green say which object a pixel is of.

    Args:
        maps (str | Path): A folder such as `images/ADE/validation`, with folders in it.
        class_file (str | Path): The classes, a line each with its number among the data set's object names, counted
            from 1, and its name: `2978: wall`.
        out (str | Path): Folder for the PNGs, in the same folders as there; labels as of :func:`convert_context_maps`.

    Returns:
        int: Number of files that were written.

    Raises:
        FileNotFoundError: If there is no such list of classes, or no map.
        ValueError: If a file is not a map, or the list is not one of classes.
    """
    return _convert(Path(maps), f'**/*{ADE_SUFFIX}', ADE_SUFFIX, _read_ade, class_file, out)


def _convert(folder, pattern, suffix, read, class_file, out):
    table = _table(class_file)
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise FileNotFoundError(f'{folder} has no maps {pattern}')
    for path in track_iter_progress(paths):
        numbers = read(path)
        target = Path(out) / path.relative_to(folder).with_name(f'{path.name.removesuffix(suffix)}.png')
        target.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(target), table[np.minimum(numbers, len(table) - 1)])
    return len(paths)


def _table(class_file):
    """Label of each number, the last entry being that of all greater ones."""
    numbers = [entry.number for entry in read_class_file(class_file)]
    if len(set(numbers)) < len(numbers):
        raise ValueError(f'{class_file} gives one number to several classes')
    table = np.full(max(numbers) + 2, NO_LABEL, np.uint16)
    table[numbers] = np.arange(len(numbers))
    return table


def _read_mat(path):
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError
    try:
        content = loadmat(path)
    except (MatReadError, ValueError, NotImplementedError) as error:
        raise ValueError(f'{path} is not a MATLAB file that can be read: {error}') from error
    if 'LabelMap' not in content or content['LabelMap'].ndim != 2:
        raise ValueError(f'{path} has no map LabelMap')
    return content['LabelMap'].astype(np.int64)


def _read_ade(path):
    colours = read_labels(path)
    if colours.ndim != 3:
        raise ValueError(f'{path} is not a picture in colour, as the maps of ADE20K in full are')
    return colours[..., 2].astype(np.int64) // 10 * 256 + colours[..., 1]
