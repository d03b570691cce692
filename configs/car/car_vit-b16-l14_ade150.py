# CaR on the 150 classes of ADE20K, things and stuff apart (table 1: 17.7 mIoU)
_base_ = [
    '../_base_/models/car.py', '../_base_/datasets/ade150_whole.py', '../_base_/whole_images_runtime.py',
]

# pixels to which no class is given count as misses
model = dict(
    classes='ade150',
    stuff='ade150_stuff',
    first_label=0,
    background_label=255,
    car=dict(
        threshold=0.25,
        proposer=dict(affinity=dict(threshold=0.7)),
        classifier=dict(mask_threshold=0.6, prompts=('gray', 'blur'))))
