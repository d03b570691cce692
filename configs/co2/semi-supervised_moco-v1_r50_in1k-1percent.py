_base_ = [
    '../_base_/models/r50_linear.py', '../_base_/datasets/imagenet_bs64.py',
    '../_base_/schedules/sgd_20e_semi.py', '../_base_/epoch_runtime.py'
]

model = dict(
    backbone=dict(
        frozen_stages=-1, norm_eval=False, init_cfg=dict(checkpoint='work_dirs/moco-v1_r50_in1k/epoch_200.pth')))
# tools/dataset_converters/imagenet_list.py makes it from SimCLR's list
train_dataloader = dict(dataset=dict(ann_file='meta/train_1percent.txt'))
default_hooks = dict(checkpoint=dict(save_best='accuracy/top5'))
