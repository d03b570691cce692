# nor with batch norms inside the attention
_base_ = './attention-1p0_conv-stem_in1k.py'

model = dict(backbone=dict(attention_norm=False))
