from collections import Counter

import numpy as np

from mmuvp.datasets.transforms import DrawCaption


def test_every_caption_is_drawn_with_its_own_words():
    texts = [dict(caption='one', words=['a']), dict(caption='two'), dict(caption='three', words=['b'])]
    np.random.seed(0)
    drawn = [DrawCaption()(dict(texts=texts, **texts[0])) for _ in range(300)]
    assert min(Counter(result['caption'] for result in drawn).values()) > 70
    words = {result['caption']: result.get('words') for result in drawn}
    assert words == {'one': ['a'], 'two': None, 'three': ['b']}
