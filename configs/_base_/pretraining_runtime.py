# Runtime of self-supervised pre-training, which has no score unless a config adds one
_base_ = './epoch_runtime.py'

default_hooks = dict(checkpoint=dict(save_best=None))
