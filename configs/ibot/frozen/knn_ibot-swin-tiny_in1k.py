_base_ = './knn_ibot-vit-small_in1k.py'

model = dict(backbone=dict(_delete_=True, type='mmuvp.MaskedSwinTransformer', arch='tiny', window_size=7))
