"""Classification with classes that are words."""
import pytest
import torch
from mmpretrain.structures import DataSample
from zero_shot_models import NAMES, build, image_text_model


def classifier(**settings):
    return build('mmpretrain', **dict(
        dict(type='mmuvp.ZeroShotClassifier', model=image_text_model(), prompts=dict(classes=NAMES)), **settings))


def images(size=(32, 45)):
    return torch.randn(3, 3, *size, generator=torch.Generator().manual_seed(1))


def test_scores_are_cosines():
    model = classifier(prompts=dict(classes=NAMES, templates='subset'))
    with torch.no_grad():
        scores = model(images())
        image = model.model.encode_image(images())[1]
        text = model.model.encode_text(model.classes.prompts.tokens()[4]).mean(dim=0)
    assert scores.shape == (3, 6)
    assert scores[1, 4].item() == pytest.approx((image @ text / image.norm() / text.norm()).item(), rel=1e-4)


def test_predictions():
    samples = [DataSample().set_gt_label(0) for _ in range(3)]
    with torch.no_grad():
        predictions = classifier()(images(), samples, mode='predict')
        scores = classifier()(images())
    for sample, score in zip(predictions, scores, strict=True):
        torch.testing.assert_close(sample.pred_score, score)
        assert sample.pred_label.item() == score.argmax().item()
        assert sample.gt_label.item() == 0


def test_first_of_classes_with_one_name():
    with torch.no_grad():
        scores = classifier(prompts=dict(classes=['cat', 'cat']))(images())
    assert torch.equal(scores[:, 0], scores[:, 1])
    assert (scores.argmax(dim=1) == 0).all()


def test_reads_the_checkpoint_of_its_model():
    trained, fresh = classifier(), classifier()
    with torch.no_grad():
        for parameter in trained.parameters():
            parameter.add_(0.1)
        assert not torch.equal(fresh(images()), trained(images()))
        fresh.load_state_dict(trained.model.state_dict())
        assert torch.equal(fresh(images()), trained(images()))


def test_half_precision_agrees():
    model = classifier()
    with torch.no_grad():
        exact = model(images())
        with torch.autocast('cpu', torch.bfloat16):
            rounded = model(images())
    assert rounded.dtype == torch.float32
    assert (exact - rounded).abs().max() < 0.1


def test_it_does_not_learn():
    with pytest.raises(NotImplementedError, match='train its model of images and texts'):
        classifier()(images(), [], mode='loss')
    with pytest.raises(ValueError, match='mode must be one of'):
        classifier()(images(), mode='train')
