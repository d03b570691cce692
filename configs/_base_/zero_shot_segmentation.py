# Runtime of segmentation with classes that are words: there is a test and nothing else
_base_ = './seg_runtime.py'

train_dataloader, val_dataloader, val_evaluator = None, None, None
val_cfg = None
