# Patches are hidden from the 51st epoch on, and the temperature of the teacher's patches rises as much later.  A mask
# has an entry for each of the 7 x 7 pixels of the last map.
_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/datasets/imagenet_multi-crop.py', '../_base_/schedules/ibot_300e.py'
]

delay = 50
model = dict(
    backbone=dict(
        _delete_=True, type='mmuvp.MaskedSwinTransformer', arch='tiny', window_size=7, out_type='raw',
        drop_path_rate=0.1, with_mask_token=True),
    neck=dict(in_channels=768),
    head=dict(patch_temperature=dict(delay=delay)))
masks = dict(_base_.masks, grid=7)
load, crops, _, pack = _base_.train_pipeline
train_pipeline = [load, crops, dict(masks, ratio=0., variance=0.), pack]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
custom_hooks = [
    *_base_.custom_hooks,
    dict(type='mmpretrain.SwitchRecipeHook', schedule=[
        dict(action_epoch=delay + 1, train_pipeline=[load, crops, masks, pack])]),
]
