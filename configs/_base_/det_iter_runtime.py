# Runtime of box detectors that count iterations: checkpoints that are complete at any moment, and the best one
_base_ = './det_runtime.py'

default_hooks = dict(
    logger=dict(log_metric_by_epoch=False),
    checkpoint=dict(by_epoch=False, interval=4000, save_best='pascal_voc/mAP'))
log_processor = dict(by_epoch=False)
