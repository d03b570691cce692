_base_ = [
    '../_base_/models/dla-x60-elastic_segmentor.py', '../_base_/datasets/voc_513.py',
    '../_base_/schedules/seg_sgd_voc.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        init_cfg=dict(
            type='Pretrained', checkpoint='work_dirs/dla-x60-elastic_in1k/epoch_120.pth', prefix='backbone.')),
    decode_head=dict(loss_decode=dict(avg_non_ignore=True)))
optim_wrapper = dict(optimizer=dict(weight_decay=1e-4))
default_hooks = dict(checkpoint=dict(interval=_base_.train_cfg.val_interval))
