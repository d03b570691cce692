# table 6: attention of a frozen DeiT-S that was trained on ImageNet
_base_ = '../transmix_deit-small_in1k.py'

checkpoint = 'https://download.openmmlab.com/mmclassification/v0/deit/deit-small_pt-4xb256_in1k_20220218-9425b9bb.pth'
provider = dict(
    type='mmuvp.ClassAttentionViT',
    arch='deit-small',
    init_cfg=dict(type='Pretrained', checkpoint=checkpoint, prefix='backbone.'))
model = dict(label_mixing=dict(type='mmuvp.AttentionLabels', provider=provider))
