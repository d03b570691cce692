# CaR on COCO Object (table 1: 36.6 mIoU)
_base_ = [
    '../_base_/models/car.py', '../_base_/datasets/coco-object_whole.py', '../_base_/whole_images_runtime.py',
]

model = dict(
    classes='coco_object_clip-es',
    car=dict(
        threshold=0.3,
        proposer=dict(affinity=dict(threshold=0.5)),
        classifier=dict(mask_threshold=0.5, prompts=('blur', 'gray'))))
