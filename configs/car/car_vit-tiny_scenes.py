# CaR on `scenes` with the small CLIP that clip_vit-tiny_scenes.py trains, in both of its places. It knows no other
# words than those of its captions, so things and stuff are each other's background
_base_ = [
    '../_base_/models/car.py', '../_base_/models/frozen_clip_vit-tiny.py', '../_base_/datasets/scenes_semantic.py',
    '../_base_/whole_images_runtime.py',
]

clip = dict(_delete_=True, **_base_.clip)
model = dict(
    classes='scenes',
    stuff='scenes_stuff',
    mutual='both',
    first_label=0,
    background_label=255,
    leave_background=False,
    car=dict(
        threshold=0.15,
        proposer=dict(clip=clip, affinity=dict(num_blocks=2), background=(), template='a photo of a {}.'),
        # pictures are so plain that nothing but blackness hides what is beside a mask
        classifier=dict(clip=clip, mask_threshold=0.2, prompts=('black', ), templates=['a photo of a {}.'])))
test_evaluator = [dict(_base_.test_evaluator), dict(type='mmuvp.QueryFilter')]
