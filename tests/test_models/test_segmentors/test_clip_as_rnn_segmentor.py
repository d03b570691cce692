"""Maps of labels made of what CLIP as RNN finds."""
import numpy as np
import pytest
import torch
from fake_car import COLOURS, FakeCaR, painted_image
from mmseg.structures import SegDataSample

from mmuvp.models.multimodal import QuerySegmenter
from mmuvp.models.segmentors import CLIPAsRNNSegmentor
from mmuvp.models.task_modules import DenseCRF, MaskFiles, SAMMatching

CLASSES = ['red', 'yellow', 'blue', 'green']


def as_batch(*images, **meta):
    """A batch as stock loaders give it: blue, green and red."""
    samples = [SegDataSample(metainfo=meta) for _ in images]
    return dict(inputs=[torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1) for image in images],
                data_samples=samples)


def predict(model, *images, **meta):
    return model.test_step(as_batch(*images, **meta))


@pytest.mark.parametrize('crf', [None, dict(type='mmuvp.DenseCRF')])
def test_labels_follow_the_order_of_the_classes(crf):
    image = painted_image()
    sample, = predict(CLIPAsRNNSegmentor(FakeCaR(), CLASSES, crf=crf), image)
    labels = sample.pred_sem_seg.data
    assert labels.shape == (1, *image.shape[:2])
    assert labels.dtype == torch.int64
    assert (labels[0][torch.from_numpy((image == COLOURS['red']).all(axis=2))] == 1).all()
    assert labels[0, 15, 25] == 3
    assert labels[0, 5, 40] == 4
    assert labels[0, 2, 25] == 0
    assert sample.kept_classes.tolist() == [1, 3, 4]


def test_labels_of_data_without_a_background():
    sample, = predict(CLIPAsRNNSegmentor(FakeCaR(), CLASSES, first_label=0, background_label=255), painted_image())
    assert sample.pred_sem_seg.data[0, 2, 25] == 255
    assert sample.kept_classes.tolist() == [0, 2, 3]


def test_no_pixel_is_left_where_the_background_is_not_judged():
    model = CLIPAsRNNSegmentor(FakeCaR(), CLASSES, crf=dict(type='mmuvp.DenseCRF'), first_label=0, background_label=255,
                               leave_background=False)
    sample, = predict(model, painted_image())
    assert set(sample.pred_sem_seg.data.unique().tolist()) == {0, 2, 3}


def test_nothing_found_is_background_alone():
    sample, = predict(CLIPAsRNNSegmentor(FakeCaR(), ['yellow'], crf=dict(type='mmuvp.DenseCRF')), painted_image())
    assert not sample.pred_sem_seg.data.any()
    assert sample.kept_classes.tolist() == []


def test_several_images_and_another_size_of_the_file():
    samples = predict(CLIPAsRNNSegmentor(FakeCaR(), CLASSES), painted_image(), painted_image()[::-1],
                      ori_shape=(74, 106))
    assert [sample.pred_sem_seg.data.shape for sample in samples] == [(1, 74, 106)] * 2
    assert samples[0].pred_sem_seg.data[0, 30, 50] == 3


def test_bare_forward_pass_gives_labels():
    model = CLIPAsRNNSegmentor(FakeCaR(), CLASSES)
    inputs = model.data_preprocessor(as_batch(painted_image()))['inputs']
    assert model(inputs).shape == (1, 37, 53)
    assert model(inputs, mode='predict')[0].pred_sem_seg.data.shape == (1, 37, 53)


@pytest.mark.parametrize(('mutual', 'of_things'), [('stuff', None), ('both', ['black', 'green', 'red'])])
def test_mutual_background(mutual, of_things):
    model = CLIPAsRNNSegmentor(FakeCaR(), ['green', 'yellow', 'blue', 'red'], stuff=['red', 'green'], mutual=mutual)
    sample, = predict(model, painted_image())
    assert model.things.car.calls == [(('green', 'red'), ('yellow', 'blue')), (('yellow', 'blue'), of_things)]
    assert sample.kept_classes.tolist() == [1, 3, 4]


def test_things_are_painted_over_stuff():
    class Everywhere(FakeCaR):
        def forward(self, image, queries, background=None):
            found = super().forward(image, queries, background)
            found.masks[:] = self.certainty
            return found

    sample, = predict(CLIPAsRNNSegmentor(Everywhere(), ['blue', 'red'], stuff=['red']), painted_image())
    assert sample.pred_sem_seg.data.unique().tolist() == [1]


def test_stuff_has_a_random_field_of_its_own():
    model = CLIPAsRNNSegmentor(FakeCaR(), CLASSES, stuff=['red'], crf=dict(type='mmuvp.DenseCRF'),
                               stuff_crf=dict(bg_factor=3.))
    assert (model.things.crf.bg_factor, model.stuff.crf.bg_factor) == (1., 3.)
    assert model.stuff.car is model.things.car


def test_stuff_is_judged_by_the_same_networks():
    clip = dict(type='mmuvp.FrozenCLIP', arch=dict(
        embed_dim=16, vision_cfg=dict(image_size=32, patch_size=16, width=16, layers=3, head_width=8),
        text_cfg=dict(context_length=77, width=16, heads=2, layers=2)))
    car = dict(
        type='mmuvp.CLIPAsRNN', threshold=0.25, proposer=dict(type='mmuvp.GradCAMProposals', clip=clip),
        classifier=dict(type='mmuvp.MaskClassifier', clip=clip, mask_threshold=0.6, prompts=('circle', )))
    model = CLIPAsRNNSegmentor(car, ['cat', 'sky'], stuff=['sky'], crf=dict(type='mmuvp.DenseCRF'), mutual='both',
                               stuff_car=dict(threshold=0.5, classifier=dict(prompts=('blur', 'gray'))))
    things, stuff = model.things.car, model.stuff.car
    assert stuff.proposer is things.proposer
    assert stuff.classifier.clip is things.classifier.clip
    assert (things.classifier.prompts, stuff.classifier.prompts) == (('circle', ), ('blur', 'gray'))
    assert (things.threshold, stuff.threshold, stuff.classifier.mask_threshold) == (0.25, 0.5, 0.6)
    assert model.stuff.crf is model.things.crf
    sample, = predict(model, painted_image())
    assert sample.pred_sem_seg.data.shape == (1, 37, 53)
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_segments_replace_masks(tmp_path):
    image = painted_image()
    np.savez(tmp_path / 'a.npz', masks=np.stack([np.arange(53)[None].repeat(37, 0) < 22]))
    sam = SAMMatching(MaskFiles(tmp_path), iom_threshold=0.6, iou_threshold=0.6)
    model = CLIPAsRNNSegmentor(FakeCaR(), ['red'], sam=sam)
    sample, = predict(model, image, img_path='somewhere/a.jpg')
    assert (sample.pred_sem_seg.data[0] == 1).float().mean() == pytest.approx(22 / 53)


def test_any_words_are_segmented():
    image = painted_image()
    found = CLIPAsRNNSegmentor(FakeCaR(), CLASSES, crf=DenseCRF()).segment(image, ['blue', 'zebra', 'blue'])
    assert found.kept.tolist() == [True, False, True]
    assert found.masks.shape == (3, 37, 53)
    assert (found.masks[0] == found.masks[2]).all()
    assert found.masks[0].any()
    assert not found.masks[1].any()


def test_no_query_gives_an_empty_result():
    found = QuerySegmenter(FakeCaR(), DenseCRF())(painted_image(), [])
    assert (found.masks.shape, found.scores.shape, found.kept.shape) == ((0, 37, 53), (0, ), (0, ))


def test_there_is_nothing_to_train():
    model = CLIPAsRNNSegmentor(FakeCaR(), CLASSES)
    with pytest.raises(NotImplementedError, match='training-free'):
        model(torch.zeros(1, 3, 8, 8), mode='loss')


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(stuff=['sky']), 'sky'), (dict(stuff=CLASSES), 'all classes are stuff'), (dict(mutual='things'), 'mutual'),
    (dict(classes='cityscapes'), 'cityscapes'), (dict(stuff=['red'], stuff_car=dict(threshold=0.1)), 'change configs'),
    (dict(stuff=['red'], stuff_crf=dict(bg_factor=2.)), 'change configs'),
    (dict(data_preprocessor=dict(type='mmseg.SegDataPreProcessor', mean=[0.] * 3, std=[1.] * 3)), 'normalise')])
def test_bad_settings(changes, message):
    with pytest.raises(ValueError, match=message):
        CLIPAsRNNSegmentor(**{**dict(car=FakeCaR(), classes=CLASSES), **changes})


def test_unknown_mode():
    with pytest.raises(ValueError, match='predict'):
        CLIPAsRNNSegmentor(FakeCaR(), CLASSES)(torch.zeros(1, 3, 8, 8), mode='logits')
