# ResNeXt50+Elastic; with `elastic=None`, and the `arch` that belongs to it, a plain ResNeXt
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.ElasticResNeXt', arch='elastic-resnext50', out_indices=(3, )),
    neck=dict(type='mmpretrain.GlobalAveragePooling'),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=2048,
        loss=dict(type='mmpretrain.CrossEntropyLoss'),
        topk=(1, 5)))
