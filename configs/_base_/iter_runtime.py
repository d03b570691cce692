# Runtime of panoptic configs that count iterations: checkpoints that are complete at any moment, pictures of segments
_base_ = 'mmdet::_base_/default_runtime.py'

custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)
default_hooks = dict(
    # scores are logged at the iteration that they belong to
    logger=dict(log_metric_by_epoch=False),
    checkpoint=dict(
        _delete_=True, type='mmuvp.SafeCheckpointHook', by_epoch=False, interval=5000, max_keep_ckpts=2))
log_processor = dict(by_epoch=False)
visualizer = dict(type='mmuvp.PanopticVisualizer')
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
