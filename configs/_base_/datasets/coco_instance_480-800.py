# COCO boxes and masks; the short side is drawn from 480 to 800 pixels
_base_ = './coco_instance_multi-scale.py'

load, load_annotations, resize, *rest = _base_.train_pipeline
train_pipeline = [load, load_annotations, dict(resize, scale=[(1333, 480), (1333, 800)]), *rest]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
