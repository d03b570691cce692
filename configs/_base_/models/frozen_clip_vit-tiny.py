# The small CLIP that clip_vit-tiny_scenes.py trains, as CLIP as RNN reads it
clip = dict(
    type='mmuvp.FrozenCLIP',
    arch=dict(
        embed_dim=128,
        vision_cfg=dict(image_size=128, patch_size=8, width=128, layers=4, head_width=32),
        text_cfg=dict(context_length=77, width=128, heads=4, layers=3)),
    checkpoint='work_dirs/clip_vit-tiny_scenes/epoch_8.pth')
