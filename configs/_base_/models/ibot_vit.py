# iBOT of ViT-S/16 with one head for class and patch tokens; other sizes change `arch` and the channels of the neck
classes = 8192
# of the teacher's logits
temperature = dict(start=0.04, end=0.07, warm_up=30)
model = dict(
    type='mmuvp.IBOT',
    backbone=dict(
        type='mmuvp.IBOTVisionTransformer', arch='small', out_type='raw', drop_path_rate=0.1, with_mask_token=True),
    neck=dict(type='mmuvp.IBOTProjector', in_channels=384, out_channels=classes),
    head=dict(
        type='mmuvp.SelfDistillationLoss',
        num_classes=classes,
        class_temperature=temperature,
        patch_temperature=temperature),
    # drops nothing and hides nothing
    teacher=dict(backbone=dict(drop_path_rate=0., with_mask_token=False)))
