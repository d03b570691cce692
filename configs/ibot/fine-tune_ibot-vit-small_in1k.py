# ViT-S/16 fine-tuned on ImageNet-1K
_base_ = [
    '../_base_/models/ibot-vit_classifier.py', '../_base_/datasets/imagenet_beit.py',
    '../_base_/schedules/layer-decay_200e.py', '../_base_/epoch_runtime.py'
]

# a thousandth of the usual start
model = dict(head=dict(init_cfg=dict(std=2e-5)))
auto_scale_lr = dict(base_batch_size=1024)
