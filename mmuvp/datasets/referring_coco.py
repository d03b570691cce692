"""Expressions for objects in the images of COCO: RefCOCO, RefCOCO+, RefCOCOg and gRefCOCO."""
import os.path as osp

from mmuvp.models.choices import check_choice
from mmuvp.registry import DATASETS

from .coco_json import read_coco_json, read_json
from .pickles import read_pickle
from .referring_dataset import ReferringDataset

_KEYS = {'ref_id', 'image_id', 'ann_id', 'split', 'sentences'}
# what an expression of gRefCOCO refers to when nothing of the kind is in the image
_NOTHING = -1


@DATASETS.register_module()
class ReferringCOCO(ReferringDataset):
    """RefCOCO, RefCOCO+ and RefCOCOg, and gRefCOCO, whose expressions may refer to several objects or to none.

    Its files are those that the authors publish. The stock data sets of RefCOCO execute what the pickle holds, and have
    either no masks, or only one target for an annotation that two refer to.

    Args:
        ann_file (str): Annotations of the objects, such as `refcoco/instances.json`.
        split_file (str): The expressions, `refcoco/refs(unc).p`, `refcocog/refs(umd).p`, `grefcoco/grefs(unc).json`.
            A pickle may hold plain containers only.
        split (str): Such as `'val'` or `'testA'`.
        **kwargs: Arguments of :class:`ReferringDataset`; images are in `data_prefix['img_path']`.

    Raises:
        FileNotFoundError: If a file does not exist.
        ValueError: If a file cannot be read or lacks something, `split_file` refers to code, or has no such split.
    """

    def __init__(self, ann_file, split_file, split='val', **kwargs):
        self.split_file, self.split = split_file, split
        super().__init__(ann_file=ann_file, **kwargs)

    def load_targets(self):
        """List the targets of the split."""
        instances = read_coco_json(self.ann_file, 'the objects that expressions refer to')
        self._images = {image['id']: image for image in instances['images']}
        self._objects = {instance['id']: instance for instance in instances['annotations']}
        refs = self._read_refs()
        check_choice(f'split of {self.split_file}', self.split, sorted({ref['split'] for ref in refs}))
        return [self._target(ref) for ref in refs if ref['split'] == self.split]

    @property
    def text_file(self):
        """Where the expressions are, for messages."""
        return self.split_file

    def _join_prefix(self):
        super()._join_prefix()
        if self.data_root and not osp.isabs(self.split_file):
            self.split_file = osp.join(self.data_root, self.split_file)

    def _read_refs(self):
        kind = 'expressions that refer to objects'
        refs = (read_json if self.split_file.endswith('.json') else read_pickle)(self.split_file, kind)
        if not isinstance(refs, list) or not refs:
            raise ValueError(f'{self.split_file} must hold a list of {kind}')
        for number, ref in enumerate(refs):
            if missing := sorted(_KEYS - ref.keys() if isinstance(ref, dict) else _KEYS):
                raise ValueError(f'{self.split_file}: entry {number} has no {" and no ".join(missing)}')
        return refs

    def _target(self, ref):
        image = self._find(self._images, ref['image_id'], ref, 'image')
        numbers = ref['ann_id'] if isinstance(ref['ann_id'], list) else [ref['ann_id']]
        objects = [self._find(self._objects, number, ref, 'annotation') for number in numbers if number != _NOTHING]
        return dict(
            img_path=osp.join(self.data_prefix['img_path'], image['file_name']), img_id=image['id'],
            ref_id=str(ref['ref_id']), height=image['height'], width=image['width'],
            segmentations=[instance['segmentation'] for instance in objects],
            text=[sentence['raw'] for sentence in ref['sentences']])

    def _find(self, table, number, ref, kind):
        if number not in table:
            raise ValueError(f'{self.split_file}: {ref["ref_id"]} refers to {kind} {number}, which is not in '
                             f'{self.ann_file}')
        return table[number]
