# Pascal Context without its background, whose pixels are not judged
_base_ = './context60_whole.py'

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='mmuvp.CheckSegMap', num_classes=59),
    dict(type='PackSegInputs'),
]
test_dataloader = dict(dataset=dict(type='mmseg.PascalContextDataset59', pipeline=test_pipeline))
