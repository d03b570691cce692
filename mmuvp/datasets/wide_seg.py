"""Semantic segmentation with more classes than 8 bits hold."""
from mmseg.datasets import BaseSegDataset

from mmuvp.registry import DATASETS

from .class_queries import class_queries

NO_LABEL = 65535


@DATASETS.register_module()
class WideSegDataset(BaseSegDataset):
    """Images with maps of 16-bit labels, whose classes a file lists: ADE20K's 847, Pascal Context's 459.

    Maps are files of one channel: labels 0 to ``classes - 1`` in the order of the file, and 65535 where there is none;
    ``tools/dataset_converters/wide_seg_maps.py`` writes them. Load them with :class:`mmuvp.LoadWideSegMap`, and
    tell the metric ``ignore_index=65535``.

    Args:
        class_file (str | Path | Sequence[str]): See :func:`mmuvp.datasets.class_queries.class_queries`.
        ignore_index (int): Label of pixels without a class.
        **kwargs: As in the stock class.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It does not list classes.
    """

    def __init__(self, class_file, ignore_index=NO_LABEL, **kwargs):
        metainfo = {**(kwargs.pop('metainfo', None) or {}), 'classes': class_queries(class_file)}
        super().__init__(ignore_index=ignore_index, metainfo=metainfo, **kwargs)
