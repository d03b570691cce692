# How confidence forecasts accuracy, by the measures of ImageNet-A
_base_ = '../vit-small_transmix_cifar10.py'

test_evaluator = dict(_delete_=True, type='mmuvp.Reliability')
