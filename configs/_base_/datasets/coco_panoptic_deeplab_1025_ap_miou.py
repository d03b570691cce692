# For a model that predicts instances and a semantic map, too: AP and mIoU beside PQ, and testing at several scales
_base_ = './coco_panoptic_deeplab_1025.py'

data_root = 'data/coco/'
val_evaluator = [
    dict(type='mmuvp.PanopticQuality',
         ann_file=data_root + 'annotations/panoptic_val2017.json',
         seg_prefix=data_root + 'annotations/panoptic_val2017/'),
    dict(type='mmdet.CocoMetric', ann_file=data_root + 'annotations/instances_val2017.json', metric='segm'),
    dict(type='mmdet.SemSegMetric'),
]
test_evaluator = val_evaluator
# multi-scale testing (tools/test.py --tta)
tta_model = dict(type='mmuvp.ScaleFlipTTA', scales=(0.5, 0.75, 1.0, 1.25, 1.5), flip=True)
tta_pipeline = {{_base_.test_pipeline}}
