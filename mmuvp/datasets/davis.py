"""Videos of DAVIS 2017 with masks of their objects."""
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image


@dataclass
class Video:
    """Files of a video: frames and masks, one mask for each frame, in order."""

    name: str
    frames: list[Path]
    masks: list[Path]


def davis_videos(root, split='val', year='2017', resolution='480p'):
    """List the videos of a folder in the form of DAVIS.

    Args:
        root (str | Path): Has `ImageSets/YEAR/SPLIT.txt`, `JPEGImages/RESOLUTION/NAME/*.jpg` and
            `Annotations/RESOLUTION/NAME/*.png`.
        split (str): Names of the list's file.
        year (str): Folder of the list.
        resolution (str): Folder of the videos.

    Returns:
        list[Video]: In the order of the list.

    Raises:
        FileNotFoundError: If the list, a video or a mask does not exist.
    """
    root = Path(root)
    names_file = root / 'ImageSets' / year / f'{split}.txt'
    if not names_file.is_file():
        raise FileNotFoundError(f'{names_file} does not exist; {root} must be a folder in the form of DAVIS {year}')
    return [_video(root, resolution, name) for name in names_file.read_text().split()]


def read_mask(path):
    """Read a mask.

    Args:
        path (str | Path): A PNG with a palette or of grey values.

    Returns:
        ndarray: Shape (height, width), numbers of objects, 0 for the background.

    Raises:
        ValueError: If the file has several channels.
    """
    with Image.open(path) as image:
        mask = np.array(image)
    if mask.ndim != 2:
        raise ValueError(f'{path} is no mask: it has {mask.shape[2]} channels')
    return mask


def _video(root, resolution, name):
    frames = sorted((root / 'JPEGImages' / resolution / name).glob('*.jpg'))
    if not frames:
        raise FileNotFoundError(f'no frame in {root / "JPEGImages" / resolution / name}')
    masks = [root / 'Annotations' / resolution / name / f'{frame.stem}.png' for frame in frames]
    if missing := next((mask for mask in masks if not mask.is_file()), None):
        raise FileNotFoundError(f'mask {missing} does not exist')
    return Video(name, frames, masks)
