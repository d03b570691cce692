"""Expressions for the objects of the videos of DAVIS 2017."""
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from mmuvp.registry import DATASETS

from .davis import davis_videos, read_mask
from .referring_dataset import ReferringDataset

# two annotators, who saw the first frame, and then all of the video
ANNOTATIONS = 'annot1', 'annot1_full_video', 'annot2', 'annot2_full_video'
_LINE = re.compile(r'(\S+)\s+(\d+)\s+(\S.*)')


@DATASETS.register_module()
class RefDAVIS(ReferringDataset):
    """Ref-DAVIS 2017, frame by frame: a sample for each frame, object and annotation.

    Samples have `sequence`, the annotation, the name of the video and the number of the object, which
    :class:`mmuvp.ReferringVideoScore` gathers them by.

    Args:
        data_root (str): Has the folders of DAVIS, see :func:`mmuvp.datasets.davis.davis_videos`.
        ann_file (str): Folder of the texts, `Davis17_annot1.txt` and so on, whose lines are a video, the number of an
            object and an expression.
        annotations (Sequence[str]): Which texts; all four are averaged.
        split (str): List of videos.
        **kwargs: Arguments of :class:`ReferringDataset`.

    Raises:
        FileNotFoundError: If a text, the list, a video or a mask does not exist.
        ValueError: If a text cannot be read, or does not name an object of the videos.
    """

    def __init__(self, data_root='data/DAVIS', ann_file='davis_text_annotations', annotations=ANNOTATIONS, split='val',
                 **kwargs):
        self.annotations, self.split = tuple(annotations), split
        super().__init__(data_root=data_root, ann_file=ann_file, **kwargs)

    def load_targets(self):
        """List the objects of all frames, text by text."""
        videos = davis_videos(self.data_root, self.split)
        return [target for annotation in self.annotations for target in self._targets(annotation, videos)]

    def _targets(self, annotation, videos):
        path = Path(self.ann_file, f'Davis17_{annotation}.txt')
        expressions = _read_expressions(path)
        for video in videos:
            described = expressions[video.name]
            missing = [number for number in np.unique(read_mask(video.masks[0])) if number and number not in described]
            if missing:
                raise ValueError(f'{path} has no expression for object {missing[0]} of {video.name}')
            for frame, mask in zip(video.frames, video.masks, strict=True):
                for number, text in described.items():
                    yield dict(
                        img_path=str(frame), mask_path=str(mask), object=number, text=[text],
                        sequence=(annotation, video.name, number),
                        ref_id=f'{annotation}-{video.name}-{number}-{frame.stem}')


def _read_expressions(path):
    """Expressions by video and number of the object."""
    if not path.is_file():
        raise FileNotFoundError(f'{path} does not exist; it must hold expressions for the objects of DAVIS')
    expressions = defaultdict(dict)
    for number, line in enumerate(_decode(path).splitlines(), 1):
        match = _LINE.fullmatch(line.strip())
        if match is not None:
            expressions[match[1]][int(match[2])] = match[3]
        elif line.strip():
            raise ValueError(f'{path}, line {number}: not a video, the number of an object and an expression: {line!r}')
    return expressions


def _decode(path):
    content = path.read_bytes()
    try:
        return content.decode('utf-8-sig')
    except UnicodeDecodeError:  # quotation marks of Windows
        return content.decode('cp1252')
