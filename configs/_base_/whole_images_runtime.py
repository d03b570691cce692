# Runtime of tests without training: neither checkpoints nor validation
_base_ = './seg_runtime.py'

default_hooks = dict(checkpoint=None)
val_cfg = None
# the stock wrapper of distributed runs refuses a model of which nothing is trained
model_wrapper_cfg = dict(type='MMSeparateDistributedDataParallel')
