# Axial-DeepLab, table 3.7: position-sensitive self-attention in windows, with ASPP, which needs two images at a time
_base_ = './panoptic-deeplab_ps-attention_cityscapes.py'

model = dict(
    panoptic_head=dict(
        semantic_decoder=dict(context='separable_aspp'), instance_decoder=dict(context='separable_aspp')))
train_dataloader = dict(batch_size=2)
