"""Segmentation with classes that are words."""
import copy

import pytest
import torch
import torch.nn.functional as F
from mmseg.structures import SegDataSample
from zero_shot_models import GROUP_VIT, NAMES, SPACE, VIT, image_text_model, segmentor

from mmuvp.models.task_modules import PatchClusters

SIZES = [(32, 32), (41, 53), (64, 24)]


def images(size=(41, 53), batch=2):
    return torch.randn(batch, 3, *size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize('size', SIZES)
@pytest.mark.parametrize('background', [None, 0.3])
def test_scores(size, background):
    model = segmentor(background=background)
    with torch.no_grad():
        scores = model(images(size), mode='tensor')
    assert scores.shape == (2, len(NAMES) + (background is not None), *size)
    assert scores.min() >= 0
    assert scores.max() <= 1
    # five classes score, and with a background one more
    assert (scores > 0).any(dim=2).any(dim=2).sum(dim=1).max() <= 5 + (background is not None)


def test_scores_come_from_projected_segments_and_prompts():
    model = segmentor(top_classes=None, product=False)
    x = images()
    with torch.no_grad():
        scores = model(x, mode='tensor')
        (segments, ), between = model.model.backbone(x, return_intermediates=True)
        projected = torch.stack([model.model.image_projector((image, ))[-1] for image in segments])
        texts = model.classes.prompts.embed(model.model.encode_text)
        expected = (F.normalize(projected, dim=-1) @ texts.T / 0.07).softmax(dim=2)
        first, second = between['soft_assignments']
        maps = F.interpolate((second @ first).unflatten(2, (5, 6)), size=(41, 53), mode='bilinear')
    pixel = maps[1, :, 20, 30].argmax()
    torch.testing.assert_close(scores[1, :, 20, 30], expected[1, pixel], rtol=1e-4, atol=1e-6)
    # only as many different columns as there are segments
    assert len(scores[0].flatten(1).T.unique(dim=0)) <= 4


def test_hard_and_soft_assignments_are_both_there():
    soft, hard = segmentor(), segmentor(groups=dict(type='mmuvp.GroupViTGroups', assignment='hard'))
    x = images()
    with torch.no_grad():
        found = hard.groups(hard.model, x).assignment
        assert set(found.unique().tolist()) == {0., 1.}
        assert (found.sum(dim=1) == 1).all()
        soft_found = soft.groups(soft.model, x).assignment
    torch.testing.assert_close(soft_found.sum(dim=1), torch.ones(2, 30))


def test_temperature_is_limited():
    model = segmentor(top_classes=None, product=False)
    x = images()
    with torch.no_grad():
        model.model.logit_scale.fill_(20)
        limited = model(x, mode='tensor')
        model.model.logit_scale.fill_(torch.tensor(100.).log())
        torch.testing.assert_close(model(x, mode='tensor'), limited)


def test_windows_slide():
    """Scores of a window are those of the window as an image; where two overlap they are averaged."""
    model = segmentor(background=0.5, test_cfg=dict(mode='slide', crop_size=(32, 32), stride=(16, 16)))
    x = images((32, 48), batch=1)
    with torch.no_grad():
        scores = model.inference(x, [dict(img_shape=(32, 48), ori_shape=(32, 48))])
        left, right = model.encode_decode(x[..., :32], []), model.encode_decode(x[..., 16:], [])
    torch.testing.assert_close(scores[..., :16], left[..., :16])
    torch.testing.assert_close(scores[..., 16:32], (left[..., 16:] + right[..., :16]) / 2)
    torch.testing.assert_close(scores[..., 32:], right[..., 16:])


def test_predictions_have_the_original_size():
    model = segmentor(background=0.3)
    samples = [SegDataSample(metainfo=dict(ori_shape=(82, 106), img_shape=(41, 53))) for _ in range(2)]
    with torch.no_grad():
        predictions = model(images(), samples, mode='predict')
    for sample in predictions:
        assert sample.pred_sem_seg.data.shape == (1, 82, 106)
        assert sample.seg_logits.data.shape == (7, 82, 106)


def test_reads_the_checkpoint_of_its_model_and_its_own(tmp_path):
    trained = segmentor()
    fresh = segmentor()
    with torch.no_grad():
        for parameter in trained.parameters():
            parameter.add_(0.1)
    x = images()
    with torch.no_grad():
        before = fresh(x, mode='tensor')
        expected = trained(x, mode='tensor')
    assert not torch.equal(before, expected)
    for weights in (trained.model.state_dict(), trained.state_dict()):
        model = copy.deepcopy(fresh)
        with torch.no_grad():
            model(x, mode='tensor')  # keeps the embeddings of the old weights
            model.load_state_dict(weights)
            assert torch.equal(model(x, mode='tensor'), expected)
    assert trained.state_dict().keys() == {f'model.{key}' for key in trained.model.state_dict()}


def test_classes_are_encoded_once_for_a_test():
    model = segmentor()
    calls = []
    encode = model.model.encode_text
    model.model.encode_text = lambda tokens: calls.append(len(tokens)) or encode(tokens)
    x = images()
    with torch.no_grad():
        for _ in range(3):
            model(x, mode='tensor')
        assert calls == [6]
        model.eval()
        model(x, mode='tensor')
        model.double()
        model(x.double(), mode='tensor')
    assert calls == [6, 6, 6]


def test_half_precision_agrees():
    # a token on the border of two groups changes hands by rounding, unless it may belong to both
    soft = dict(image_text_model(), backbone=dict(GROUP_VIT, hard_assignment=False))
    model = segmentor(model=soft, top_classes=None, product=False)
    x = images((48, 40))
    with torch.no_grad():
        exact = model(x, mode='tensor')
        with torch.autocast('cpu', torch.bfloat16):
            rounded = model(x, mode='tensor')
    assert rounded.dtype == torch.float32
    difference = (exact - rounded).abs().amax(dim=1)
    assert (difference < 0.1).float().mean() > 0.9


def test_two_hundred_classes():
    model = segmentor(prompts=dict(classes=[f'thing number {k}' for k in range(200)]), background=0.9)
    with torch.no_grad():
        scores = model(images(batch=1), mode='tensor')
    assert scores.shape == (1, 201, 41, 53)
    assert (scores.amax(dim=1) > 0).all()


def test_one_class_and_a_background():
    model = segmentor(prompts=dict(classes=['a cat']), background=0.95)
    with torch.no_grad():
        scores = model(images(), mode='tensor')
    # the softmax over one class is 1 everywhere
    assert (scores[:, 1] == 1).all()
    assert (scores[:, 0] == 0).all()


@pytest.mark.parametrize(('settings', 'message'), [
    (dict(prompts=dict(classes=[])), 'no class name'),
    (dict(prompts=dict(classes=['cat', ''])), 'class 1 is empty'),
    (dict(prompts=dict(classes=['cat', 'dog', 'cat'])), "more than one is called 'cat'"),
    (dict(prompts=dict(classes=['cat'])), 'nothing to tell apart'),
    (dict(background=1.5), r'in \[0, 1\], not 1.5'),
    (dict(top_classes=0), 'top_classes must be at least 1'),
    (dict(groups=dict(type='mmuvp.GroupViTGroups', assignment='firm')), "'soft', 'hard', not 'firm'"),
    (dict(groups=dict(type='mmuvp.PatchClusters', method='ward')), "method must be one of .* not 'ward'"),
    (dict(groups=dict(type='mmuvp.PatchClusters', num_clusters=0)), 'num_clusters must be at least 1'),
])
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        segmentor(**settings)


def test_it_does_not_learn():
    with pytest.raises(NotImplementedError, match='train its model of images and texts'):
        segmentor()(images(), [], mode='loss')


def test_pooled_segments_are_refused():
    backbone = dict(image_text_model()['backbone'], out_type='pooled')
    with pytest.raises(ValueError, match='pools its segments'):
        segmentor(model=dict(image_text_model(), backbone=backbone))(images(), mode='tensor')


@pytest.mark.parametrize('method', PatchClusters.METHODS)
def test_clusters_of_a_plain_transformer(method):
    model = segmentor(model=dict(image_text_model(), backbone=VIT),
                      groups=dict(type='mmuvp.PatchClusters', method=method, num_clusters=3), background=0.2)
    with torch.no_grad():
        scores = model(images(), mode='tensor')
        found = model.groups(model.model, images())
    assert scores.shape == (2, 7, 41, 53)
    assert found.grid == (6, 7), 'this transformer fills images up to whole patches'
    assert found.assignment.shape[2] == 42
    assert (found.assignment.sum(dim=1) == 1).all(), 'each patch is in one cluster'
    if method in ('kmeans', 'spectral'):
        assert (found.assignment.sum(dim=2) > 0).sum(dim=1).max() <= 3
    assert found.embeddings.shape == (2, found.assignment.shape[1], SPACE)


@pytest.mark.parametrize('method', ['kmeans', 'mean-shift', 'spectral'])
def test_clusters_are_found(method):
    generator = torch.Generator().manual_seed(0)
    truth = torch.arange(40) % 2
    patches = torch.randn(2, 8, generator=generator)[truth] * 10 + 0.01 * torch.randn(40, 8, generator=generator)
    found = PatchClusters(method, num_clusters=2).assign(patches[None])[0].argmax(dim=0)
    assert not set(found[truth == 0].tolist()) & set(found[truth == 1].tolist())


def test_same_patches_everywhere():
    for method in ('kmeans', 'mean-shift'):
        assert PatchClusters(method, num_clusters=2).assign(torch.ones(1, 6, 4)).sum() == 6


def test_clusters_need_a_map():
    backbone = dict(VIT, out_type='avg_featmap')
    with pytest.raises(ValueError, match="out_type='featmap'"):
        segmentor(model=dict(image_text_model(), backbone=backbone), groups=dict(type='mmuvp.PatchClusters'))(
            images(), mode='tensor')


def test_clusters_have_the_mean_of_their_patches():
    model = segmentor(model=dict(image_text_model(), backbone=VIT), groups=dict(type='mmuvp.PatchClusters'))
    x = images()
    with torch.no_grad():
        found = model.groups(model.model, x)
        patches = model.model.backbone(x)[-1].flatten(2).mT[1]
        members = patches[found.assignment[1].argmax(dim=0) == 2]
        expected = model.model.project_image(members.mean(dim=0, keepdim=True))[0]
    torch.testing.assert_close(found.embeddings[1, 2], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_compiles():
    model = segmentor(background=0.3)
    x = images((40, 48))
    with torch.no_grad():
        expected = model(x, mode='tensor')
        compiled = torch.compile(model.encode_decode, backend='eager')
        torch.testing.assert_close(compiled(x, []), expected)
