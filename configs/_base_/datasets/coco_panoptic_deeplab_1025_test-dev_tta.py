# For a model whose dense predictions can be averaged over scales (tools/test.py --tta)
_base_ = './coco_panoptic_deeplab_1025_test-dev.py'

tta_model = dict(type='mmuvp.ScaleFlipTTA', scales=(0.5, 0.75, 1.0, 1.25, 1.5), flip=True)
tta_pipeline = {{_base_.test_dataloader.dataset.pipeline}}
