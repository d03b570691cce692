_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/datasets/coco_detection_detr_640.py',
    '../_base_/schedules/vip_standalone_150e.py', '../_base_/det_runtime.py'
]

# the rate falls at 100 epochs all the same
train_cfg = dict(max_epochs=300)
