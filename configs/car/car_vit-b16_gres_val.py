# The paper has no settings for GRES: those of the published code, whose classifier is ViT-L/14
_base_ = [
    '../_base_/models/car_vit-b16_referring.py', '../_base_/datasets/grefcoco.py',
    '../_base_/referring_runtime.py'
]

model = dict(
    car=dict(
        proposer=dict(affinity=dict(threshold=0.3)),
        classifier=dict(
            clip=dict(type='mmuvp.FrozenCLIP', name='ViT-L-14-quickgelu', pretrained='openai'), prompts=('circle', )),
        threshold=0.0))
