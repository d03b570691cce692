# Groups of two-stage GroupViT named by words, as published: product of soft assignments, product of two softmaxes over
# all classes and over the five that fit the whole image best. It reads checkpoints of pre-training, those of RedCaps,
# which has no multi-label loss, too.
_base_ = './groupvit.py'

encoders = dict(_base_.model, multi_label_loss=None)
model = dict(
    _delete_=True,
    type='mmuvp.ZeroShotSegmentor',
    model=encoders,
    groups=dict(type='mmuvp.GroupViTGroups', assignment='soft'),
    top_classes=5,
    product=True,
    test_cfg=dict(mode='slide', crop_size=(448, 448), stride=(224, 224)))
