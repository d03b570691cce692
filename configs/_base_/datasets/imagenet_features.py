# ImageNet for judgements of features: those of the training images, prepared as in a test, are the reference
_base_ = './imagenet_deit.py'

test_dataloader = dict(batch_size=128)
test_cfg = dict(
    type='mmuvp.FrozenFeatureTestLoop',
    reference_dataloader=dict(
        test_dataloader,
        num_workers=5,
        persistent_workers=True,
        sampler=dict(type='DefaultSampler', shuffle=False),
        dataset=dict(
            type='ImageNet', data_root='data/imagenet', split='train', pipeline=_base_.test_pipeline)))
test_evaluator = dict(_delete_=True, type='mmuvp.KNNAccuracy')
train_dataloader, val_dataloader, val_evaluator = None, None, None
