# ImageNet for training without labels; nothing is validated
_base_ = './imagenet_bs64.py'

train_dataloader = dict(
    num_workers=10, drop_last=True, persistent_workers=True, collate_fn=dict(type='default_collate'))
val_dataloader = None
val_evaluator = None
test_dataloader = None
test_evaluator = None
