# Runtime of referring segmentation without training
_base_ = 'mmdet::_base_/default_runtime.py'

custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)
visualizer = dict(type='mmuvp.ReferringVisualizer')
test_cfg = dict(type='TestLoop')
