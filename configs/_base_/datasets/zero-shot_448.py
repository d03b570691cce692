# What GroupViT makes of the images of a test: the shorter side 448 pixels, the longer one at most 2048, ImageNet's
# normalisation; and its scores, mIoU and that of the boundaries alone
normalisation = dict(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375])
resize = dict(type='Resize', scale=(2048, 448), keep_ratio=True)
evaluators = [dict(type='mmseg.IoUMetric', iou_metrics=['mIoU']), dict(type='mmuvp.BoundaryIoU')]
