# Runtime of referring segmentation without training
_base_ = 'mmdet::_base_/default_runtime.py'

custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)
visualizer = dict(_delete_=True, type='mmuvp.ReferringVisualizer', name='visualizer', vis_backends=[dict(type='LocalVisBackend')])
test_cfg = dict(type='TestLoop')
