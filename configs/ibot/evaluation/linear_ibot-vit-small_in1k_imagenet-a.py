# Accuracy on ImageNet-A among its 200 classes
_base_ = './linear_ibot-vit-small_in1k_one-rate.py'

test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmuvp.ImageNetA',
        data_root='data/imagenet-a',
        pipeline=_base_.test_dataloader.dataset.pipeline))
test_evaluator = dict(_delete_=True, type='mmuvp.Reliability')
