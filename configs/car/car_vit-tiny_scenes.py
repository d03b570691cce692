# CaR on `scenes` with the small CLIP that clip_vit-tiny_scenes.py trains, in both of its places. It knows no other
# words than those of its captions, so things and stuff are each other's background
_base_ = ['../_base_/models/car.py', '../_base_/datasets/scenes_semantic.py', '../_base_/whole_images_runtime.py']

clip = dict(
    _delete_=True,
    type='mmuvp.FrozenCLIP',
    arch=dict(
        embed_dim=128,
        vision_cfg=dict(image_size=128, patch_size=8, width=128, layers=4, head_width=32),
        text_cfg=dict(context_length=77, width=128, heads=4, layers=3)),
    checkpoint='work_dirs/clip_vit-tiny_scenes/epoch_12.pth')
model = dict(
    classes='scenes',
    stuff='scenes_stuff',
    stuff_car=dict(classifier=dict(prompts=('blur', 'gray'))),
    mutual='both',
    first_label=0,
    background_label=255,
    leave_background=False,
    car=dict(
        threshold=0.3,
        proposer=dict(
            clip=clip, affinity=dict(num_blocks=2), background=(), first_template='{}', template='a photo of a {}.'),
        classifier=dict(clip=clip, templates=['a photo of a {}.'])))
test_evaluator = [dict(_base_.test_evaluator), dict(type='mmuvp.QueryFilter')]
