# Semantic segmentation that is tested and not trained: whole images as their files have them, one at a time
data_preprocessor = dict(type='mmseg.SegDataPreProcessor', bgr_to_rgb=True)
test_dataloader = dict(
    batch_size=1, num_workers=2, persistent_workers=True, sampler=dict(type='DefaultSampler', shuffle=False))
test_evaluator = dict(type='mmseg.IoUMetric', iou_metrics=['mIoU'])
