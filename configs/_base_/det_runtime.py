# Runtime of box detectors, which count epochs: checkpoints that are complete at any moment, and the best one
_base_ = 'mmdet::_base_/default_runtime.py'

custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)
default_hooks = dict(
    checkpoint=dict(
        _delete_=True, type='mmuvp.SafeCheckpointHook', interval=1, max_keep_ckpts=2, save_best='coco/bbox_mAP'))
