# The 200 validation pictures of `scenes` from the names of their classes. All pixels have a class, so there is no
# background; and a picture shows more than five classes, so all may score.
_base_ = '../groupvit_vit-tiny_scenes.py'

default_scope = 'mmseg'
data_preprocessor = dict(
    _delete_=True,
    type='mmseg.SegDataPreProcessor',
    mean=_base_.data_preprocessor.mean,
    std=_base_.data_preprocessor.std,
    bgr_to_rgb=True)
encoders = dict(_base_.model, multi_label_loss=None)
model = dict(
    _delete_=True,
    type='mmuvp.ZeroShotSegmentor',
    model=encoders,
    prompts=dict(classes='scenes', templates='subset'),
    groups=dict(type='mmuvp.GroupViTGroups'),
    top_classes=None,
    product=False,
    test_cfg=dict(mode='whole'))
test_dataloader = dict(
    _delete_=True,
    batch_size=20,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='mmuvp.ScenesSemanticDataset',
        data_root='data/scenes/',
        spec=dict(num_train=2000, num_val=200, width=128, height=128, difficulty='easy', seed=0),
        split='val',
        test_mode=True,
        pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='LoadAnnotations'),
            dict(type='mmuvp.CheckSegMap', num_classes=14),
            dict(type='PackSegInputs'),
        ]))
test_evaluator = [dict(type='mmseg.IoUMetric', iou_metrics=['mIoU']), dict(type='mmuvp.BoundaryIoU')]
train_dataloader, val_dataloader, val_evaluator = None, None, None
train_cfg, val_cfg, optim_wrapper, param_scheduler = None, None, None, None
