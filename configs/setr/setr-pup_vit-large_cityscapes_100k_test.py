# SETR-PUP with T-Large for the test server of Cityscapes: predictions are written, not scored (table 9)
_base_ = './setr-pup_vit-large_cityscapes_100k.py'

test_dataloader = dict(
    dataset=dict(data_prefix=dict(img_path='leftImg8bit/test', seg_map_path='gtFine/test')))
test_evaluator = dict(
    type='mmseg.CityscapesMetric',
    format_only=True,
    keep_results=True,
    output_dir='work_dirs/setr-pup_vit-large_cityscapes_100k_test/results')
