import pytest
import torch
from narrow_models import CLASSES, THINGS, ordinary_image
from panoptic_deeplab_models import AXIAL, build_detector, build_head

SIZES = [(65, 97), (64, 96), (40, 71), (65, 1), (1, 65), (1, 1)]


def batch_of(height, width):
    samples = [ordinary_image(height, width) for _ in range(2)]
    return dict(inputs=[torch.randint(0, 256, (3, height, width), dtype=torch.uint8) for _ in samples],
                data_samples=samples)


@pytest.fixture(scope='module')
def model():
    return build_detector()


@pytest.mark.parametrize('size', SIZES)
def test_training_and_prediction_at_any_size(model, size):
    batch = batch_of(*size)
    losses = model.train()(**model.data_preprocessor(batch, True), mode='loss')
    assert losses.keys() == {'loss_semantic', 'loss_centre', 'loss_offset'}
    assert all(loss.isfinite() for loss in losses.values())
    with torch.no_grad():
        samples = model.eval().test_step(batch)
    for sample in samples:
        assert sample.pred_panoptic_seg.sem_seg.shape == (1, *size)
        assert sample.pred_sem_seg.sem_seg.shape == (1, *size)
        assert sample.pred_instances.masks.shape[1:] == size
        classes = sample.pred_panoptic_seg.sem_seg % 1000
        assert 0 <= classes.min() <= classes.max() <= CLASSES


@pytest.mark.parametrize('head', [{}, AXIAL])
def test_gradients_reach_every_parameter(head):
    model = build_detector(**head)
    losses = model(**model.data_preprocessor(batch_of(65, 97), True), mode='loss')
    sum(losses.values()).backward()
    without = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.isfinite().all()]
    assert not without


def test_mixed_precision_gives_nearly_the_same_losses(model):
    batch = model.data_preprocessor(batch_of(65, 97), True)
    full = model.train()(**batch, mode='loss')
    with torch.autocast('cpu', torch.bfloat16):
        mixed = model(**batch, mode='loss')
    for name, loss in full.items():
        assert mixed[name].dtype == torch.float32
        assert mixed[name].item() == pytest.approx(loss.item(), rel=0.05), name


def test_compiled_network_agrees(model):
    images = torch.randn(1, 3, 65, 97)
    with torch.no_grad():
        expected = model.eval()(images, mode='tensor')
        model.panoptic_head.compile()
        try:
            found = model(images, mode='tensor')
        finally:
            model.panoptic_head._compiled_call_impl = None
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_weights_survive_saving(model, tmp_path):
    torch.save(model.state_dict(), tmp_path / 'weights.pth')
    other = build_detector()
    other.load_state_dict(torch.load(tmp_path / 'weights.pth', weights_only=True))
    images = torch.randn(1, 3, 65, 97)
    with torch.no_grad():
        for a, b in zip(other.eval()(images, mode='tensor'), model.eval()(images, mode='tensor'), strict=True):
            assert torch.equal(a, b)


def test_it_learns_one_image():
    model = build_detector()
    batch = batch_of(64, 64)
    for image, sample in zip(batch['inputs'], batch['data_samples'], strict=True):
        image[:] = 40 * sample.gt_sem_seg.sem_seg.clamp(max=5) + image // 16
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for _ in range(120):
        losses = model.train()(**model.data_preprocessor(batch, True), mode='loss')
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
    sample = model.eval().test_step(batch)[0]
    truth = sample.gt_sem_seg.sem_seg
    known = truth != 255
    assert (sample.pred_panoptic_seg.sem_seg % 1000 == truth)[known].float().mean() > 0.8
    found = [info['category'] for info in sample.pred_panoptic_seg.segments_info if info['isthing']]
    assert set(found) <= set(range(THINGS))
    assert {0, 2} <= set(found)


def test_a_misspelt_setting_is_refused_when_the_model_is_built():
    with pytest.raises(ValueError, match=r"train_cfg has unknown keys \['sigmas'\]; known are .*'sigma'"):
        build_head(train_cfg=dict(sigmas=4))
