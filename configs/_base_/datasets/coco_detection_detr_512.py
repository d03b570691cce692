# As coco_detection_detr.py at 0.64 of the size: the short side is 512 pixels at the most
_base_ = './coco_detection_detr.py'

scales = [(853, side) for side in range(320, 513, 32)]
train_pipeline = _base_.train_pipeline
train_pipeline[3].transforms[0][0].scales = scales
train_pipeline[3].transforms[1][0].scales = [(853, 256), (853, 320), (853, 384)]
train_pipeline[3].transforms[1][1].crop_size = (246, 384)
train_pipeline[3].transforms[1][2].scales = scales
test_pipeline = _base_.test_pipeline
test_pipeline[1].scale = (853, 512)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
