"""Images with captions, listed in a JSON file."""
import json
import os.path as osp

from mmengine import fileio
from mmengine.dataset import BaseDataset

from mmuvp.registry import DATASETS


@DATASETS.register_module()
class ImageCaptions(BaseDataset):
    """Images with captions, from a plain list or a file of COCO captions; one sample an image.

    A plain list has entries such as ``{"image": "a/b.jpg", "caption": "a dog runs", "words": ["dog", "runs"]}``, and
    an image that is listed several times has several captions. A file of COCO captions has ``images`` and
    ``annotations``, of which each has ``image_id`` and ``caption``.

    A sample has `img_path`; `texts`, a list of dicts with `caption` and, where the file has them, `words`; and the
    `caption` and the `words` of the first, in the place of which :class:`mmuvp.DrawCaption` puts those of any.

    Args:
        ann_file (str): The JSON file, relative to `data_root`.
        **kwargs: Arguments of `mmengine.dataset.BaseDataset`; `data_prefix` has the folder of the images under
            `img_path`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is neither of the two, an entry lacks a key or has an empty caption, or an annotation
            is of an image that is not listed. The message names file and entry.
    """

    METAINFO = dict()

    def __init__(self, ann_file, **kwargs):
        super().__init__(ann_file=ann_file, **kwargs)

    def load_data_list(self):
        """Read the file.

        Returns:
            list[dict]: One sample an image, in the order of the file.
        """
        texts = {}
        for place, image, entry in self._entries():
            texts.setdefault(image, []).append(check_text(entry, place))
        return [dict(img_path=image, texts=of_image, **of_image[0]) for image, of_image in texts.items()]

    def _entries(self):
        """Yield where an entry is, the path of its image, and the entry."""
        content = self._read()
        if isinstance(content, dict):
            yield from self._coco_entries(content)
            return
        for index, entry in enumerate(content):
            place = f'entry {index} of {self.ann_file}'
            image = _value(entry, 'image', str, place)
            yield place, self._path(image), entry

    def _coco_entries(self, content):
        names = {_value(image, 'id', int, f'an image of {self.ann_file}'):
                 _value(image, 'file_name', str, f'an image of {self.ann_file}') for image in content['images']}
        for index, entry in enumerate(content['annotations']):
            place = f'annotation {index} of {self.ann_file}'
            image = _value(entry, 'image_id', int, place)
            if image not in names:
                raise ValueError(f'{place} is of image {image}, which is not listed')
            yield place, self._path(names[image]), entry

    def _read(self):
        if not fileio.exists(self.ann_file):
            raise FileNotFoundError(f'{self.ann_file} does not exist; it must list images and their captions')
        try:
            content = json.loads(fileio.get_text(self.ann_file))
        except ValueError as error:
            raise ValueError(f'{self.ann_file} is not JSON: {error}') from error
        if isinstance(content, list) or isinstance(content, dict) and {'images', 'annotations'} <= content.keys():
            return content
        raise ValueError(f'{self.ann_file} is neither a list of entries with `image` and `caption`, nor COCO captions '
                         'with `images` and `annotations`')

    def _path(self, name):
        return osp.join(self.data_prefix.get('img_path') or '', name)


def check_text(entry, place):
    """Take the text out of an entry.

    Args:
        entry (dict): With `caption`, and `words` if its words of interest are known.
        place (str): Where it stands, for messages.

    Returns:
        dict: `caption`, and `words` where the entry has them.

    Raises:
        ValueError: If a key is missing or of another type, or the caption is empty.
    """
    text = dict(caption=_value(entry, 'caption', str, place))
    if not text['caption'].strip():
        raise ValueError(f'{place} has an empty caption')
    if 'words' in entry:
        text['words'] = _value(entry, 'words', list, place)
        if not all(isinstance(word, str) for word in text['words']):
            raise ValueError(f'`words` of {place} must be strings, not {text["words"]}')
    return text


def _value(entry, key, kind, place):
    if not isinstance(entry, dict):
        raise ValueError(f'{place} must be a dict, not {type(entry).__name__}')
    if key not in entry:
        raise ValueError(f'{place} has no `{key}`; its keys are {sorted(entry)}')
    if not isinstance(entry[key], kind):
        raise ValueError(f'`{key}` of {place} must be of type {kind.__name__}, not {type(entry[key]).__name__}')
    return entry[key]
