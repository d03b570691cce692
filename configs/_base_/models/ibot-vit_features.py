# ViT-S/16 that iBOT has pre-trained, whose tokens are judged as they are; the weights come with the command
model = dict(type='mmuvp.PretrainedFeatures', backbone=dict(type='mmuvp.IBOTVisionTransformer', out_type='raw'))
