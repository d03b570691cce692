"""What finds the words of interest in a caption."""
import re

from mmuvp.registry import TRANSFORMS

# nouns and verbs (GroupViT's training; the paper says nouns)
TAGS = ('NN', 'NNS', 'NNP', 'VBG', 'VB', 'VBD', 'VBN', 'VBP', 'VBZ')
NLTK_DATA = ('punkt_tab', 'averaged_perceptron_tagger_eng')


@TRANSFORMS.register_module()
class NLTKTagger:
    """Finds nouns and verbs by NLTK's tagger of parts of speech.

    Args:
        tags (Sequence[str]): Tags of the Penn Treebank whose words are wanted.

    Raises:
        ImportError: On the first caption, if NLTK is not installed.
        RuntimeError: On the first caption, if NLTK's data are not there; the message says how to get them.
    """

    def __init__(self, tags=TAGS):
        self.tags = frozenset(tags)

    def __call__(self, caption):
        """Find the words of a caption.

        Args:
            caption (str): Any text.

        Returns:
            list[str]: In lower case and in their order; one that occurs twice is there twice.
        """
        try:
            import nltk
        except ImportError as error:
            raise ImportError('mmuvp.NLTKTagger needs the package nltk: pip install nltk') from error
        try:
            tagged = nltk.pos_tag(nltk.word_tokenize(caption.lower()))
        except LookupError as error:
            raise RuntimeError(
                f'mmuvp.NLTKTagger needs data of NLTK: python -m nltk.downloader {" ".join(NLTK_DATA)}. Where there is '
                'no network, tag captions before (`words` of mmuvp.ImageCaptions) or use mmuvp.WordListTagger.'
            ) from error
        return [word for word, tag in tagged if tag in self.tags]

    def __repr__(self):
        return f'{type(self).__name__}(tags={sorted(self.tags)})'


@TRANSFORMS.register_module()
class WordListTagger:
    """Finds words of a list, alone and, if wanted, with the word before that describes them.

    Plurals in -s and -es are found too, and given in the singular: with ``words=['disc']`` and ``modifiers=['red']``
    "two red discs" has "disc" and "red disc".

    Args:
        words (Sequence[str]): Single words in lower case.
        modifiers (Sequence[str]): Words which, right before one of the list, give a second entry.

    Raises:
        ValueError: If there is no word.
    """

    def __init__(self, words, modifiers=()):
        if not words:
            raise ValueError('a list of words must have one')
        self.words, self.modifiers = tuple(words), frozenset(modifiers)
        plurals = {f'{word}{ending}': word for word in words for ending in ('s', 'es')}
        self._singular = {**plurals, **{word: word for word in words}}

    def __call__(self, caption):
        """Find the words of a caption.

        Args:
            caption (str): Any text.

        Returns:
            list[str]: Each once, in their order.
        """
        before, found = '', []
        for word in re.findall(r'\w+', caption.lower()):
            noun = self._singular.get(word)
            if noun is not None:
                found += [noun, f'{before} {noun}'] if before in self.modifiers else [noun]
            before = word
        return list(dict.fromkeys(found))

    def __repr__(self):
        return f'{type(self).__name__}(words={self.words}, modifiers={sorted(self.modifiers)})'
