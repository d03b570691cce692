_base_ = './standalone-panoptic_vip-small_coco_fpn.py'

# the paper does not say when the rate falls: at the same shares of the training
param_scheduler = [dict(type='MultiStepLR', by_epoch=True, milestones=[198, 258], gamma=0.1)]
train_cfg = dict(max_epochs=300)
