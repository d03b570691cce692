"""The head inside ``mmdet.MaskFormer``, as configs use it."""
import pytest
import torch
from mmengine.config import ConfigDict
from narrow_models import CLASSES, RECLASS, REMASK, STUFF, THINGS, head_config, image_sample, rectangle

from mmuvp.registry import MODELS

PREPROCESSOR = dict(
    type='mmdet.DetDataPreprocessor', mean=[127.5] * 3, std=[127.5] * 3, bgr_to_rgb=True, pad_mask=True, pad_seg=True,
    seg_pad_value=255)


@pytest.fixture(scope='module')
def detector():
    torch.manual_seed(0)
    norm = dict(type='BN', eps=1e-3, momentum=0.01)
    model = MODELS.build(ConfigDict(
        type='mmdet.MaskFormer',
        data_preprocessor=PREPROCESSOR,
        backbone=dict(type='mmdet.ResNet', depth=18, base_channels=8, stem_channels=8, norm_cfg=norm, norm_eval=False),
        panoptic_head=head_config(in_channels=[8, 16, 32, 64], remask=REMASK, reclass=RECLASS),
        panoptic_fusion_head=dict(type='mmuvp.KMaXFusionHead', num_things_classes=THINGS, num_stuff_classes=STUFF),
        train_cfg=dict(assigner=dict(type='mmuvp.MaskSimilarityAssigner')),
        test_cfg=dict(thing_threshold=0., stuff_threshold=0., overlap_threshold=0.)))
    model.init_weights()
    return model


def batch(*sizes):
    """Images of different sizes, which the preprocessor pads to the largest."""
    samples = [image_sample(h, w, [(0, rectangle(h, w, 0, 0, h // 2, w // 2)), (4, rectangle(h, w, h // 2, 0, h, w))])
               for h, w in sizes]
    for sample in samples:
        sample.gt_instances.bboxes = torch.zeros(len(sample.gt_instances), 4)
    return dict(inputs=[torch.randint(256, (3, *size), dtype=torch.uint8) for size in sizes], data_samples=samples)


def test_a_training_step_reaches_every_parameter(detector):
    detector.train()
    losses = detector(**detector.data_preprocessor(batch((64, 80), (61, 97)), training=True), mode='loss')
    total, log = detector.parse_losses(losses)
    assert total.isfinite()
    assert log['loss'] == total
    total.backward()
    assert [name for name, p in detector.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


def test_predictions_have_the_size_of_the_original_image(detector):
    detector.eval()
    data = batch((64, 80), (61, 97))
    data['data_samples'][1].set_metainfo(dict(ori_shape=(122, 194)))
    with torch.no_grad():
        first, second = detector.test_step(data)
    assert first.pred_panoptic_seg.sem_seg.shape == (1, 64, 80)
    assert second.pred_panoptic_seg.sem_seg.shape == (1, 122, 194)
    for sample in (first, second):
        panoptic = sample.pred_panoptic_seg
        ids = {segment['id'] for segment in panoptic.segments_info}
        assert set(panoptic.sem_seg.unique().tolist()) <= ids | {CLASSES}


def test_bare_forward(detector):
    class_logits, mask_logits = detector.eval()(torch.randn(1, 3, 33, 65), mode='tensor')
    assert len(class_logits) == len(mask_logits) == 4
    assert mask_logits[-1].shape[-2:] == (9, 17)
