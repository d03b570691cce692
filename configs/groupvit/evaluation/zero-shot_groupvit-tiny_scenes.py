# The 200 validation pictures of `scenes` from the names of their classes. All pixels have a class, so there is no
# background; and a picture shows more than five classes, so all may score.
_base_ = '../groupvit_vit-tiny_scenes.py'

default_scope = 'mmseg'
text_model = dict(_base_.model, multi_label_loss=None)
model = dict(
    _delete_=True,
    type='mmuvp.ZeroShotSegmentor',
    model=text_model,
    prompts=dict(classes='scenes', templates='subset'),
    top_classes=None,
    product=False,
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=_base_.data_preprocessor.mean,
        std=_base_.data_preprocessor.std,
        bgr_to_rgb=True))
