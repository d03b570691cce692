# axial attention in the stem, too; half the images a step
_base_ = './axial-resnet-l_conv-stem_in1k.py'

model = dict(backbone=dict(stem='axial', stem_channels=None, stem_window=15))
optim_wrapper = dict(optimizer=dict(lr=0.2))
auto_scale_lr = dict(base_batch_size=512)
