# Linear classifiers of 45 learning rates on what iBOT's ViT-S/16 gives: the class tokens of its last four blocks
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(
        type='mmuvp.FrozenFeatures',
        num_outputs=4,
        backbone=dict(
            type='mmuvp.IBOTVisionTransformer',
            arch='small',
            out_indices=[8, 9, 10, 11],
            init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='backbone.'))),
    head=dict(type='mmuvp.LinearSweepHead', num_classes=1000, in_channels=4 * 384))
