# Expressions of `scenes`, with the small CLIP that clip_vit-tiny_scenes.py trains. It knows no other words than those
# of its captions: what expressions compete with is the stuff. Most things cover less than the 5 % of an image that are
# hardly anything in photos
_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/models/frozen_clip_vit-tiny.py',
    '../_base_/datasets/scenes_referring.py', '../_base_/referring_runtime.py'
]

model = dict(
    car=dict(
        clip=dict(_delete_=True, **_base_.clip),
        proposer=dict(
            affinity=dict(num_blocks=1),
            background=('sky', 'wall', 'grass', 'water', 'road', 'sand'),
            template='{}'),
        classifier=dict(templates=('{}', )),
        threshold=0.0),
    min_area=0.005)
