"""Prompts of the nouns of a caption."""
import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class DrawNounPrompts(BaseTransform):
    """Draw words of the caption and put each into a sentence (GroupViT, section 3.3, "multi-label").

    Words are drawn without replacement, each goes into a random one of the templates, such as "a photo of a dog.", and
    the caption takes the place of words that are missing.

    Required key: `caption`, and without a tagger `words`. Changed key: `prompts`, to which the drawn ones are added.

    Args:
        num_prompts (int): K, how many are added.
        tagger (dict | Callable, optional): Maps a caption to the list of words to draw from, such as
            :class:`mmuvp.NLTKTagger` or its config. None takes `words`, tagged before.
        templates (Sequence[str], optional): Sentences with one `{}`. None takes the 80 of ImageNet that CLIP's
            authors published.

    Raises:
        ValueError: If `num_prompts` is not positive, a template has no `{}`, or a sample without a tagger has no
            `words`.
    """

    def __init__(self, num_prompts=3, tagger=None, templates=None):
        if num_prompts < 1:
            raise ValueError(f'num_prompts must be positive, not {num_prompts}')
        wrong = [template for template in templates or () if template.count('{}') != 1]
        if wrong:
            raise ValueError(f'a template has one {{}} for the word, and {wrong[0]!r} has {wrong[0].count("{}")}')
        self.num_prompts, self.templates = num_prompts, tuple(templates or imagenet_templates())
        self.tagger = TRANSFORMS.build(tagger) if isinstance(tagger, dict) else tagger

    def transform(self, results):
        """Add prompts."""
        words = self._words(results)
        drawn = np.random.permutation(len(words))[:self.num_prompts]
        prompts = [self._draw_template().format(words[index]) for index in drawn]
        missing = self.num_prompts - len(prompts)
        results['prompts'] = [*results.get('prompts', ()), *prompts, *[results['caption']] * missing]
        return results

    def _words(self, results):
        if self.tagger is not None:
            return self.tagger(results['caption'])
        if 'words' not in results:
            raise ValueError(f'the caption {results["caption"]!r} has no `words`: give mmuvp.DrawNounPrompts a '
                             'tagger, or tag the captions of the file')
        return results['words']

    def _draw_template(self):
        return self.templates[np.random.randint(len(self.templates))]

    def __repr__(self):
        return (f'{type(self).__name__}(num_prompts={self.num_prompts}, tagger={self.tagger!r}, '
                f'templates={len(self.templates)})')


def imagenet_templates():
    """The 80 sentences for the classes of ImageNet, each with one `{}`.

    Returns:
        list[str]: In the published order.
    """
    from open_clip import OPENAI_IMAGENET_TEMPLATES  # takes seconds to import
    return [template('{}') for template in OPENAI_IMAGENET_TEMPLATES]
