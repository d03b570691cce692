# CIFAR-10, or a part of it, for judgements of features: those of the training pictures are the reference
_base_ = './cifar10_folder.py'

test_cfg = dict(
    type='mmuvp.FrozenFeatureTestLoop',
    reference_dataloader=dict(
        _base_.test_dataloader, dataset=dict(_base_.dataset, data_prefix='train', pipeline=_base_.test_pipeline)))
test_evaluator = dict(_delete_=True, type='mmuvp.KNNAccuracy')
train_dataloader, val_dataloader, val_evaluator = None, None, None
