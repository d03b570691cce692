# Runtime of tests without training: neither checkpoints nor validation
_base_ = './seg_runtime.py'

default_hooks = dict(checkpoint=None)
val_cfg = None
