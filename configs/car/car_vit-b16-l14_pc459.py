# CaR on all 459 classes of Pascal Context, things and stuff apart (table 1: 13.9 mIoU)
_base_ = ['../_base_/models/car.py', '../_base_/datasets/pc459_whole.py', '../_base_/whole_images_runtime.py']

# labels.txt comes with the data; stuff.txt names those of its classes that are stuff, see README.md
model = dict(
    classes=_base_.class_file,
    stuff=_base_.data_root + 'stuff.txt',
    first_label=0,
    background_label=65535,
    car=dict(
        threshold=0.25,
        proposer=dict(affinity=dict(threshold=0.7)),
        classifier=dict(prompts=('gray', 'blur'))))
