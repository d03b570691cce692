# Axial-DeepLab, table 3.7: ResNet-50 with ASPP; its pooled branch needs two images for the statistics of its norm
_base_ = './panoptic-deeplab_r50_cityscapes.py'

model = dict(
    panoptic_head=dict(semantic_decoder=dict(context='aspp'), instance_decoder=dict(context='aspp')))
train_dataloader = dict(batch_size=2)
