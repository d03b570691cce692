"""Class names in sentences, and their embeddings."""
import warnings

import pytest
import torch
from mmengine.registry import TASK_UTILS
from torch import nn

from mmuvp.datasets.class_names import class_names
from mmuvp.models.task_modules import ClassPrompts

NAMES = ('red disc', 'blue star', 'grass')


@pytest.fixture(scope='module')
def encoder():
    torch.manual_seed(0)
    return nn.EmbeddingBag(49408, 8, mode='sum').requires_grad_(False)


def test_registered():
    prompts = TASK_UTILS.build(dict(type='mmuvp.ClassPrompts', classes=['a', 'b'], templates='subset'))
    assert [len(texts) for texts in prompts.texts] == [7, 7]


def test_tokens_are_clips():
    tokens = ClassPrompts(['aeroplane']).tokens()
    assert tokens.shape == (1, 1, 77)
    assert tokens.dtype == torch.int64
    assert tokens[0, 0, :9].tolist() == [49406, 320, 1125, 539, 320, 27735, 3980, 269, 49407]
    assert not tokens[0, 0, 9:].any()


@pytest.mark.parametrize(('templates', 'count', 'first'), [
    ('simple', 1, 'a photo of a grass.'), ('subset', 7, 'itap of a grass.'),
    ('imagenet', 80, 'a bad photo of a grass.'),
    (['{}', 'some {} here'], 2, 'grass')])
def test_templates(templates, count, first):
    texts = ClassPrompts(NAMES, templates=templates).texts
    assert [len(sentences) for sentences in texts] == [count] * 3
    assert texts[2][0] == first
    assert all('grass' in sentence for sentence in texts[2])


def test_projected_embeddings_are_averaged_before_they_are_normalised(encoder):
    prompts = ClassPrompts(NAMES, templates='subset')
    expected = torch.stack([sum(encoder(row[None])[0] for row in rows) / 7 for rows in prompts.tokens()])
    expected = expected / expected.square().sum(dim=1, keepdim=True).sqrt()
    torch.testing.assert_close(prompts.embed(encoder), expected)


def test_clip_averages_normalised_embeddings(encoder):
    prompts = ClassPrompts(NAMES, templates='subset', average='normalised')
    expected = []
    for rows in prompts.tokens():
        unit = [vector / vector.norm() for vector in encoder(rows)]
        mean = sum(unit) / 7
        expected.append(mean / mean.norm())
    torch.testing.assert_close(prompts.embed(encoder), torch.stack(expected))
    assert not torch.allclose(prompts.embed(encoder), ClassPrompts(NAMES, templates='subset').embed(encoder))


def test_orders_agree_on_one_template(encoder):
    one, other = (ClassPrompts(NAMES, average=average).embed(encoder) for average in ('projected', 'normalised'))
    torch.testing.assert_close(one, other)


def test_size_of_a_batch_changes_nothing(encoder):
    prompts = ClassPrompts(NAMES, templates='subset')
    torch.testing.assert_close(prompts.embed(encoder, batch_size=4), prompts.embed(encoder))


def test_many_classes(encoder):
    embeddings = ClassPrompts([f'thing number {k}' for k in range(200)]).embed(encoder)
    assert embeddings.shape == (200, 8)
    torch.testing.assert_close(embeddings.norm(dim=1), torch.ones(200))


def test_names_in_other_scripts_differ(encoder):
    embeddings = ClassPrompts(['собака', '猫', 'قطة', '🐕'], templates=['{}']).embed(encoder)
    assert torch.isfinite(embeddings).all()
    assert (embeddings @ embeddings.T).triu(1).max() < 0.9999


def test_long_name_is_cut_with_a_warning():
    with pytest.warns(UserWarning, match='too long for 77 tokens'):
        tokens = ClassPrompts(['word ' * 100]).tokens()
    assert tokens[0, 0, 0] == 49406
    assert tokens[0, 0, -1] == 49407
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        ClassPrompts(NAMES).tokens()
        just_full = ClassPrompts(['word ' * 75], templates=['{}']).tokens()
    assert just_full[0, 0].all()


def test_repeated_names(encoder):
    prompts = ClassPrompts(['cat', 'dog', 'cat'])
    assert prompts.repeated == ['cat']
    assert ClassPrompts(NAMES).repeated == []
    embeddings = prompts.embed(encoder)
    torch.testing.assert_close(embeddings[0], embeddings[2])


@pytest.mark.parametrize(('settings', 'message'), [
    (dict(classes=[]), 'no class name'),
    (dict(classes=['cat', ' ']), 'class 1 is empty'),
    (dict(classes='pets'), "unknown list of class names 'pets'"),
    (dict(classes=NAMES, templates='best'), "templates must be one of .* not 'best'"),
    (dict(classes=NAMES, templates=[]), 'no template'),
    (dict(classes=NAMES, templates=['a photo']), "unlike 'a photo'"),
    (dict(classes=NAMES, average='median'), 'average must be one of'),
])
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        ClassPrompts(**settings)


def test_name_that_is_no_text():
    with pytest.raises(TypeError, match='class 1 must be text, not 3'):
        ClassPrompts(['cat', 3])


@pytest.mark.parametrize(('key', 'count'), [
    ('voc', 20), ('pascal_context', 59), ('coco_object', 80), ('imagenet', 1000), ('scenes', 14)])
def test_lists_of_names(key, count):
    names = class_names(key)
    assert len(names) == count
    assert 'background' not in names
    assert len(set(names)) >= count - 2


def test_names_follow_the_labels_of_the_stock_data_sets():
    """Where a list and a stock class disagree, it is about the spelling of few names, never about the order."""
    from mmseg.datasets import PascalContextDataset59, PascalVOCDataset
    for stock, key in ((PascalVOCDataset.METAINFO['classes'][1:], 'voc'),
                       (PascalContextDataset59.METAINFO['classes'], 'pascal_context')):
        differing = {old: new for old, new in zip(stock, class_names(key), strict=True) if old != new}
        assert differing.items() <= {
            ('diningtable', 'table'), ('pottedplant', 'plant'), ('tvmonitor', 'monitor')}
