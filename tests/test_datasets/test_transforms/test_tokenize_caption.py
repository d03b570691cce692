import pytest
import torch

from mmuvp.datasets.transforms import TokenizeCaption

START, END = 49406, 49407


def encode(caption, context=77, **results):
    return TokenizeCaption(context)(dict(caption=caption, **results))['text']


def test_known_numbers():
    text = encode('a photo of a aeroplane.')
    assert text.shape == (1, 77)
    assert text.dtype == torch.int64
    assert text[0].tolist() == [START, 320, 1125, 539, 320, 27735, 3980, 269, END] + [0] * 68


@pytest.mark.parametrize('dirty', [
    '  A  Photo\tof a\n AEROPLANE. ', 'a photo of a aeroplane&#46;', 'a photo of a aeroplane&amp;#46;'])
def test_texts_are_cleaned(dirty):
    assert torch.equal(encode(dirty), encode('a photo of a aeroplane.'))


def test_broken_characters_are_repaired():
    assert torch.equal(encode('cafÃ©'), encode('café'))


def test_captions_come_before_prompts():
    text = encode('a dog', prompts=['a cat', ''])
    assert text.shape == (3, 77)
    assert torch.equal(text[:2], torch.cat([encode('a dog'), encode('a cat')]))
    assert text[2].tolist() == [START, END] + [0] * 75


def test_a_long_text_is_cut_before_the_end_token():
    text = encode('dog ' * 200)[0]
    assert text[0] == START
    assert text[-1] == END
    assert (text[1:-1] == encode('dog')[0, 1]).all()
    assert encode('dog ' * 200, context=5).shape == (1, 5)


@pytest.mark.parametrize('text', ['красный круг', '赤い円', 'دائرة حمراء', '🚀', '!!!'])
def test_any_writing(text):
    row = encode(text)[0]
    end = row.argmax()
    assert row[0] == START
    assert row[end] == END
    assert end > 1
    assert not row[end + 1:].any()


def test_bad_input():
    with pytest.raises(ValueError, match='a caption must be a string, not 3'):
        encode(3)
    with pytest.raises(ValueError, match='room for start, a word and end, and 2 has not'):
        TokenizeCaption(2)
