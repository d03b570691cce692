# SeT-16 with both attentions in all stages; SeT-8 changes `arch` and the head's `in_channels`, to 1024
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.SeT', arch='set-16', drop_path_rate=0.1, out_indices=(3, )),
    neck=dict(type='mmpretrain.GlobalAveragePooling'),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=2048,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, 5)))
