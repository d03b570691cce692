# table 6: attention of a frozen DeiT-S that was distilled on ImageNet
_base_ = '../transmix_deit-small_in1k.py'

folder = 'https://download.openmmlab.com/mmclassification/v0/deit/'
provider = dict(
    type='mmuvp.ClassAttentionDistilledViT',
    arch='deit-small',
    init_cfg=dict(
        type='Pretrained',
        checkpoint=f'{folder}deit-small-distilled_3rdparty_pt-4xb256_in1k_20211216-4de1d725.pth',
        prefix='backbone.'))
model = dict(label_mixing=dict(type='mmuvp.AttentionLabels', provider=provider))
