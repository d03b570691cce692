# Linear probing of what has been pre-trained on CIFAR-10 without labels: a setting for two cores, not the paper's
_base_ = [
    '../../_base_/models/ibot-vit_linear.py', '../../_base_/models/vit_96.py',
    '../../_base_/datasets/cifar10_folder.py', '../../_base_/schedules/sgd_100e_sweep.py',
    '../../_base_/epoch_runtime.py'
]

model = dict(
    backbone=dict(
        backbone=dict(
            arch=dict(_base_.small_vit, _delete_=True),
            img_size=32,
            patch_size=8,
            out_indices=[0, 1, 2, 3],
            init_cfg=dict(checkpoint='work_dirs/ibot_vit-tiny_cifar10/epoch_60.pth', prefix='teacher.backbone.'))),
    head=dict(num_classes=10, in_channels=4 * _base_.small_vit.embed_dims))
val_evaluator = dict(_delete_=True, type='mmuvp.SweepAccuracy', topk=(1, ))
test_evaluator = val_evaluator
optim_wrapper = dict(optimizer=dict(lr=50 / 256))
param_scheduler = dict(T_max=20)
train_cfg = dict(max_epochs=20)
auto_scale_lr = dict(base_batch_size=50)
