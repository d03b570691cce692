# CaR on the 847 classes of ADE20K in full, things and stuff apart (table 1: 8.1 mIoU)
_base_ = [
    '../_base_/models/car.py', '../_base_/datasets/ade847_whole.py', '../_base_/whole_images_runtime.py',
]

# the two files list the classes, and those of them that are stuff; see README.md
model = dict(
    classes=_base_.class_file,
    stuff=_base_.data_root + 'stuff_847.txt',
    first_label=0,
    background_label=65535,
    car=dict(
        threshold=0.25,
        proposer=dict(affinity=dict(threshold=0.7)),
        classifier=dict(mask_threshold=0.6, prompts=('gray', 'blur'))))
