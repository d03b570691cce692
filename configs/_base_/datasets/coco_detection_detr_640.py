# As coco_detection_detr.py at four fifths of the size: the short side is 640 pixels at the most
_base_ = './coco_detection_detr.py'

scales = [(1066, side) for side in range(384, 641, 32)]
train_pipeline = _base_.train_pipeline
train_pipeline[3].transforms[0][0].scales = scales
train_pipeline[3].transforms[1][0].scales = [(1066, 320), (1066, 400), (1066, 480)]
train_pipeline[3].transforms[1][1].crop_size = (307, 480)
train_pipeline[3].transforms[1][2].scales = scales
test_pipeline = _base_.test_pipeline
test_pipeline[1].scale = (1066, 640)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
