"""The metrics of ImageNet-A and ImageNet-O on made-up predictions."""
import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator
from mmpretrain.structures import DataSample

from mmuvp.evaluation import OutOfDistribution, Reliability
from mmuvp.evaluation.average_precision import average_precision
from mmuvp.evaluation.calibration import aurra, rms_calibration_error
from mmuvp.evaluation.label_subset import restrict


def predictions(count=300, classes=6, labels=None):
    logits = 2 * torch.randn(count, classes)
    truth = torch.randint(classes, (count, )) if labels is None else torch.tensor(labels)[
        torch.randint(len(labels), (count, ))]
    samples = [DataSample().set_gt_label(label).set_pred_score(score) for label, score in
               zip(truth, logits.softmax(dim=-1), strict=True)]
    return samples, logits, truth


def evaluate(metric, samples, **meta):
    evaluator = Evaluator(metric)
    evaluator.dataset_meta = meta
    for start in range(0, len(samples), 70):
        evaluator.process(samples[start:start + 70])
    return evaluator.evaluate(len(samples))


@pytest.mark.parametrize('bin_size', [100, 10])
def test_reliability_over_all_classes(bin_size):
    samples, logits, truth = predictions()
    confidence, predicted = (part.numpy() for part in logits.softmax(dim=-1).double().max(dim=-1))
    correct = predicted == truth.numpy()
    assert evaluate(dict(type='mmuvp.Reliability', bin_size=bin_size), samples) == pytest.approx({
        'reliability/top1': 100 * correct.mean(),
        'reliability/calibration_error': 100 * rms_calibration_error(confidence, correct, bin_size),
        'reliability/aurra': 100 * aurra(confidence, correct)})


def test_reliability_among_the_classes_of_the_data_set():
    labels = [1, 3, 4]
    samples, logits, truth = predictions(labels=labels)
    confidence, predicted = (part.numpy() for part in logits[:, labels].softmax(dim=-1).double().max(dim=-1))
    correct = np.array(labels)[predicted] == truth.numpy()
    scores = evaluate(Reliability(), samples, labels=labels)
    assert scores['reliability/top1'] == pytest.approx(100 * correct.mean())
    assert scores['reliability/aurra'] == pytest.approx(100 * aurra(confidence, correct))
    assert scores['reliability/top1'] > evaluate(Reliability(), samples)['reliability/top1']


def test_an_image_of_another_class():
    samples, _, _ = predictions(labels=[5])
    with pytest.raises(ValueError, match="class 5, which is none of the data set's 2"):
        evaluate(Reliability(), samples, labels=[1, 3])


@pytest.mark.parametrize('bin_size', [0, -1])
def test_bins_are_not_empty(bin_size):
    with pytest.raises(ValueError, match='at least one image'):
        Reliability(bin_size=bin_size)


def test_restricted_probabilities_are_a_softmax_of_fewer_logits():
    logits = torch.randn(4, 10)
    expected = logits[:, [7, 2]].double().softmax(dim=-1)
    torch.testing.assert_close(restrict(logits.softmax(dim=-1), [7, 2]), expected, rtol=1e-6, atol=0)


def test_probabilities_that_vanish():
    assert restrict(torch.tensor([1., 0., 0.]), [1, 2]).tolist() == [0, 0]


def test_labels_that_the_classifier_does_not_have():
    with pytest.raises(ValueError, match=r'labels \[10, 11\] are none of the 10 classes'):
        restrict(torch.ones(10), [1, 10, 11])


def mixed(samples):
    """Make each third sample one out of distribution."""
    for place, sample in enumerate(samples):
        sample.set_metainfo(dict(out_of_distribution=place % 3 == 0))
    return samples


@pytest.mark.parametrize('labels', [None, [0, 2, 5]])
def test_out_of_distribution_by_lack_of_confidence(labels):
    samples, logits, _ = predictions()
    kept = logits if labels is None else logits[:, labels]
    expected = 100 * average_precision(np.arange(300) % 3 == 0, -kept.softmax(dim=-1).max(dim=-1).values.numpy())
    metric = dict(type='mmuvp.OutOfDistribution', restricted=labels is not None)
    assert evaluate(metric, mixed(samples), labels=labels or [1]) == pytest.approx(
        {'out_of_distribution/aupr': expected})


def test_out_of_distribution_of_perfect_confidence():
    samples = [DataSample(metainfo=dict(out_of_distribution=outside)).set_pred_score(torch.tensor(score)) for
               outside, score in ((True, [.5, .5]), (False, [.9, .1]), (True, [.4, .6]))]
    assert evaluate(OutOfDistribution(), samples) == {'out_of_distribution/aupr': 100}


@pytest.mark.parametrize(('outside', 'message'), [(True, 'all are out of it'), (False, 'all are in it')])
def test_images_of_one_kind(outside, message):
    samples, _, _ = predictions(3)
    for sample in samples:
        sample.set_metainfo(dict(out_of_distribution=outside))
    with pytest.raises(ValueError, match=message):
        evaluate(OutOfDistribution(), samples)


def test_samples_that_do_not_tell():
    with pytest.raises(ValueError, match='meta_keys of PackInputs contain out_of_distribution'):
        evaluate(OutOfDistribution(), predictions(2)[0])


def test_restriction_without_labels():
    with pytest.raises(ValueError, match='restricted needs a data set'):
        evaluate(OutOfDistribution(restricted=True), mixed(predictions(2)[0]))
