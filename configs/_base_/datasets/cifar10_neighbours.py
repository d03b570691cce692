# CIFAR-10, or a part of it, for training without labels: these only tell how often the nearest of the training
# pictures, prepared as in a test, are of the right class
_base_ = './cifar10_folder.py'

data_preprocessor = dict(_delete_=True, type='mmpretrain.SelfSupDataPreprocessor', to_rgb=True, **_base_.statistics)
train_dataloader = dict(batch_size=100, drop_last=True, collate_fn=dict(type='default_collate'))
val_dataloader = dict(collate_fn=dict(type='default_collate'))
test_dataloader = val_dataloader
reference_dataloader = dict(
    batch_size=100,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(_base_.dataset, data_prefix='train', pipeline=_base_.test_pipeline))
val_evaluator = dict(_delete_=True, type='mmuvp.KNNAccuracy')
test_evaluator = val_evaluator
