# Section 4.3: accuracy, calibration error and AURRA on ImageNet-A
_base_ = '../transmix_deit-small_in1k.py'

test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmuvp.ImageNetA',
        data_root='data/imagenet-a',
        pipeline=_base_.test_dataloader.dataset.pipeline))
test_evaluator = dict(_delete_=True, type='mmuvp.Reliability')
