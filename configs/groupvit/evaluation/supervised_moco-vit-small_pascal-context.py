# Table 5: ViT-S that MoCo v3, whose heads are twelve, has trained without labels
_base_ = './supervised_deit-small_pascal-context.py'

model = dict(
    backbone=dict(
        arch=dict(_delete_=True, embed_dims=384, num_layers=12, num_heads=12, feedforward_channels=1536),
        init_cfg=dict(checkpoint='moco-v3_vit-small_in1k.pth')))
