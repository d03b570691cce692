# ViP-B after training at 224 pixels, whose weights are the file `vip_base_in1k.pth`.  The paper does not say how it
# came to 384: this is DeiT's fine-tuning, 30 epochs of a constant, small rate.
_base_ = './vip_base_in1k.py'

load_from = 'vip_base_in1k.pth'
crop = dict(_base_.crop, scale=384)
load_and_crop = [
    dict(type='LoadImageFromFile'),
    dict(type='RandomChoice',
         transforms=[[dict(crop, interpolation='bilinear')], [dict(crop, interpolation='bicubic')]]),
    *_base_.load_and_crop[2:],
]
train_pipeline = [*load_and_crop, dict(type='mmpretrain.PackInputs')]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.ResizeEdge', scale=438, edge='short', backend='pillow', interpolation='bicubic'),
    dict(type='CenterCrop', crop_size=384),
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

optim_wrapper = dict(optimizer=dict(lr=5e-6, weight_decay=1e-8))
param_scheduler = []
max_epochs = 30
train_cfg = dict(max_epochs=max_epochs)
auto_scale_lr = dict(base_batch_size=512)
