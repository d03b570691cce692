"""Words to the numbers that text encoders read."""
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class TokenizeCaption(BaseTransform):
    """Encode the caption, and prompts where there are some, by CLIP's byte pairs.

    Texts are repaired by ftfy, freed of HTML entities, stripped, their white space collapsed, and lowered; any Unicode
    and the empty string are fine. A text starts with 49406 and ends with 49407, also one that is cut because it is
    longer than the context; zeros follow.

    Required key: `caption`; optional: `prompts`. Added key: `text`, an int64 tensor (1 + K, `context`), of which the
    first row is the caption and the others are its K prompts.

    Args:
        context (int): Length of the rows.

    Raises:
        ValueError: If the context has no room for a word, or a text is no string.
    """

    def __init__(self, context=77):
        if context < 3:
            raise ValueError(f'the context must have room for start, a word and end, and {context} has not')
        self.context = context

    def transform(self, results):
        """Encode."""
        from open_clip import tokenize  # takes seconds to import
        texts = [results['caption'], *results.get('prompts', ())]
        for text in texts:
            if not isinstance(text, str):
                raise ValueError(f'a caption must be a string, not {text!r}')
        results['text'] = tokenize(texts, context_length=self.context)
        return results

    def __repr__(self):
        return f'{type(self).__name__}(context={self.context})'
