# CaR on the 847 classes of ADE20K in full, things and stuff apart (table 1: 8.1 mIoU)
_base_ = [
    '../_base_/models/car.py', '../_base_/datasets/ade847_whole.py', '../_base_/whole_images_runtime.py',
]

# classes.txt and stuff.txt, names a line each, belong to the data; see README.md
model = dict(
    classes=_base_.data_root + 'classes.txt',
    stuff=_base_.data_root + 'stuff.txt',
    first_label=0,
    background_label=65535,
    car=dict(
        threshold=0.25,
        proposer=dict(affinity=dict(threshold=0.7)),
        classifier=dict(mask_threshold=0.6, prompts=('gray', 'blur'))))
