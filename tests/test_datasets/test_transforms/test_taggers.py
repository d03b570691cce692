import nltk
import pytest

from mmuvp.datasets.transforms import NLTKTagger, WordListTagger


def test_a_list_of_words():
    tagger = WordListTagger(['disc', 'cross', 'sky', 'bus'], modifiers=['red', 'blue'])
    assert tagger('two red discs, a Disc and three crosses under the sky') == ['disc', 'red disc', 'cross', 'sky']
    assert tagger('a red and blue bus') == ['bus', 'blue bus']
    assert tagger('discus crossing') == tagger('') == tagger('круг') == []


def test_a_list_without_words():
    with pytest.raises(ValueError, match='a list of words must have one'):
        WordListTagger([])


def test_parts_of_speech(monkeypatch):
    tags = dict(a='DT', dog='NN', runs='VBZ', fast='RB')
    monkeypatch.setattr(nltk, 'word_tokenize', str.split)
    monkeypatch.setattr(nltk, 'pos_tag', lambda words: [(word, tags[word]) for word in words])
    assert NLTKTagger()('A dog runs fast dog') == ['dog', 'runs', 'dog']
    assert NLTKTagger(tags=['RB'])('a dog runs fast') == ['fast']


def test_missing_data_of_nltk(monkeypatch):
    monkeypatch.setattr(nltk.data, 'path', [])
    with pytest.raises(RuntimeError, match='python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng'):
        NLTKTagger()('a dog')
