# ImageNet from the names of its classes in seven templates, as published
_base_ = [
    '../../_base_/models/groupvit.py', '../../_base_/datasets/imagenet_deit.py', '../../_base_/epoch_runtime.py'
]

encoders = dict(_base_.model, multi_label_loss=None)
model = dict(
    _delete_=True,
    type='mmuvp.ZeroShotClassifier',
    model=encoders,
    prompts=dict(classes='imagenet', templates='subset'))
train_dataloader, val_dataloader, val_evaluator = None, None, None
test_cfg = dict()
