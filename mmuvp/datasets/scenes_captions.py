"""Captions of `scenes`."""
import json
from pathlib import Path

from mmuvp.registry import DATASETS

from .image_captions import ImageCaptions
from .made_scenes import MadeScenes


@DATASETS.register_module()
class ScenesCaptions(MadeScenes, ImageCaptions):
    """`scenes` with a caption an image, such as "two red discs and a blue star on grass under the sky".

    A sample has, besides what :class:`mmuvp.ImageCaptions` gives, `expressions`: all referring expressions of the
    image's things, such as "the red disc on the left"; the list may be empty.

    Arguments as of :class:`MadeScenes`.
    """

    ANNOTATIONS = 'annotations/captions_{split}.json'
    FOLDERS = dict(img_path='images/{split}')

    def load_data_list(self):
        """Read captions and expressions."""
        samples = super().load_data_list()
        path = Path(self.ann_file)
        referring = json.loads(path.with_name(path.name.replace('captions', 'referring')).read_text())
        names = {image['id']: image['file_name'] for image in referring['images']}
        expressions = {name: [] for name in names.values()}
        for item in referring['annotations']:
            expressions[names[item['image_id']]] += item['sentences']
        return [dict(sample, expressions=expressions[Path(sample['img_path']).name]) for sample in samples]
