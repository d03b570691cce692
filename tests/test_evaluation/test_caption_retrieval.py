import pytest
import torch
import torch.nn.functional as F

from mmuvp.evaluation import CaptionRetrieval


def samples(images, texts, captions):
    return [dict(image_embedding=image, text_embeddings=torch.stack([text, -text]),
                 text=torch.tensor([[caption, 9], [0, 0]]))
            for image, text, caption in zip(images, texts, captions, strict=True)]


def evaluate(data, **kwargs):
    metric = CaptionRetrieval(**kwargs)
    for sample in data:
        metric.process(None, [sample])
    return metric.evaluate(len(data))


def test_ranks_both_ways():
    images, texts = torch.eye(3), F.normalize(torch.tensor([[0.2, 1., 0.], [0.9, 1., 0.1], [0., 0., 1.]]), dim=1)
    # image 0 prefers text 1, text 0 image 1
    scores = evaluate(samples(images, texts, [1, 2, 3]), topk=(1, 2))
    assert scores == pytest.approx({
        'retrieval/image_to_text_R@1': 100 / 3, 'retrieval/image_to_text_R@2': 100,
        'retrieval/text_to_image_R@1': 200 / 3, 'retrieval/text_to_image_R@2': 100})


def test_equal_captions_are_all_right():
    images, texts = torch.eye(2), torch.eye(2).flip(0)
    assert evaluate(samples(images, texts, [1, 2]), topk=(1, ))['retrieval/image_to_text_R@1'] == 0
    assert set(evaluate(samples(images, texts, [1, 1]), topk=(1, )).values()) == {100}


def test_bad_arguments():
    with pytest.raises(ValueError, match=r'topk must be positive, not \(0, 1\)'):
        CaptionRetrieval(topk=(0, 1))
    with pytest.raises(ValueError, match='R@3 needs as many images, and there are 2'):
        evaluate(samples(torch.eye(2), torch.eye(2), [1, 2]), topk=(1, 3))
