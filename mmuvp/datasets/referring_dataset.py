"""What data sets of referring segmentation share: one sample for each target, with the expressions for it."""
from mmengine.dataset import BaseDataset

from mmuvp.models.choices import check_choice

GROUPINGS = 'together', 'apart'


class ReferringDataset(BaseDataset):
    """Base of the data sets whose samples have `text`, a list of expressions that all mean the same part of an image.

    A sample also has `img_path`, `ref_id` (str), and what :class:`mmuvp.LoadReferredMask` makes the mask of. A child
    lists the targets in `load_targets`.

    Args:
        sentences (str): `'together'` keeps all sentences for a target in one sample, which a model answers at once, as
            CaR does; `'apart'` makes a sample of each, as the benchmarks of trained models do.
        **kwargs: Arguments of `mmengine.dataset.BaseDataset`.

    Raises:
        ValueError: If `sentences` is something else, or a target has no expression, or one without words.
    """

    METAINFO = dict(classes=())

    def __init__(self, sentences='together', **kwargs):
        check_choice('sentences', sentences, GROUPINGS)
        self.sentences = sentences
        super().__init__(**kwargs)

    def load_data_list(self):
        """List the samples, whose expressions are cleaned; see the class for errors."""
        targets = [dict(target, text=self._expressions(target)) for target in self.load_targets()]
        return targets if self.sentences == 'together' else [part for target in targets for part in _apart(target)]

    def load_targets(self):
        """List the targets.

        Returns:
            list[dict]: Samples with all sentences in `text`, as the annotators wrote them.
        """
        raise NotImplementedError

    @property
    def text_file(self):
        """Where the expressions are, for messages."""
        return self.ann_file

    def _expressions(self, target):
        cleaned = [clean_expression(text) for text in target['text']]
        if not cleaned:
            raise ValueError(f'{self.text_file}: target {target["ref_id"]} has no expression')
        if '' in cleaned:
            text = target['text'][cleaned.index('')]
            raise ValueError(f'{self.text_file}: target {target["ref_id"]} has an expression without words: {text!r}')
        return cleaned


def clean_expression(text):
    """Clean an expression as CaR does: lower case, without quotation marks and slashes.

    Args:
        text (str): What an annotator wrote, in any script.

    Returns:
        str: Without blanks at its ends; empty if nothing is left.
    """
    return text.lower().replace('"', '').replace('/', '').strip()


def _apart(target):
    for number, text in enumerate(target['text']):
        yield dict(target, text=[text], ref_id=f'{target["ref_id"]}-{number}')
