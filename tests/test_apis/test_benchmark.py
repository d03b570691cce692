import pytest

from mmuvp.apis import get_model
from mmuvp.apis.benchmark import benchmark_inference, benchmark_training, confident_logits, confident_maps


@pytest.fixture(scope='module')
def model():
    return get_model('remax_r18_scenes')


@pytest.mark.parametrize('dtype', ['fp32', 'bf16'])
def test_a_training_step_is_timed(model, dtype):
    row = benchmark_training(model, (65, 97), dtype, batch_size=2, repeats=1)
    assert (row.task, row.size, row.dtype) == ('train', (65, 97), dtype)
    assert row.images_per_second > 0
    # at least the gradients
    assert row.peak_memory * 2**30 > 4 * sum(weight.numel() for weight in model.parameters())


def test_network_and_post_processing_are_timed_apart(model):
    network, post_processing = benchmark_inference(model, (65, 97), repeats=1)
    assert [network.task, post_processing.task] == ['network', 'post-processing']
    assert network.images_per_second > 0
    assert post_processing.images_per_second > 0
    assert 0 < post_processing.peak_memory < network.peak_memory


def test_every_query_of_a_confident_model_has_something_to_paste(model):
    classes, masks = confident_logits((1, 12, 15), (1, 12, 33, 33), 'cpu')
    segments = model.panoptic_fusion_head.panoptic(classes[0], masks[0], (129, 129), (129, 129), (129, 129))
    assert len(segments.segments_info) >= 8


def test_instances_of_a_confident_model_cover_the_image():
    head = get_model('axial-deeplab_axial-resnet-s_cityscapes', inference=True).panoptic_fusion_head
    logits, maps = confident_maps((1, 19, 257, 513), (1, 3, 257, 513), 8, 'cpu')
    result = head.fuse(logits[0], maps[0], (257, 513))
    assert len(result['ins_results']) >= 90
    assert (result['pan_results'].sem_seg % 1000 < 8).all()


@pytest.mark.slow
def test_grouping_takes_at_most_15_percent_of_the_network():
    model = get_model('axial-deeplab_axial-resnet-s_cityscapes', inference=True)
    network, post_processing = benchmark_inference(model, (1025, 2049), repeats=1)
    assert network.images_per_second <= 0.15 * post_processing.images_per_second


@pytest.mark.slow
def test_post_processing_takes_at_most_15_percent_of_the_network():
    model = get_model('kmax_r50_coco', inference=True)
    network, post_processing = benchmark_inference(model, (1281, 1281), repeats=1)
    assert network.images_per_second <= 0.15 * post_processing.images_per_second
