# ROxford: a database of photos and queries, each with the long side at 512 pixels
data_preprocessor = dict(
    type='mmpretrain.ClsDataPreprocessor', mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)
dataset = dict(
    type='mmuvp.RevisitedLandmarks', data_root='data/roxford5k', ann_file='gnd_roxford5k.pkl', data_prefix='jpg')
load = dict(type='LoadImageFromFile')
resize = dict(type='mmpretrain.ResizeEdge', scale=512, edge='long', backend='pillow', interpolation='lanczos')
# sizes differ, so that photos come one by one
loader = dict(batch_size=1, num_workers=5, sampler=dict(type='DefaultSampler', shuffle=False))
test_dataloader = dict(
    loader,
    dataset=dict(
        dataset,
        queries=True,
        pipeline=[
            load,
            dict(type='mmuvp.CropToBox'),
            resize,
            dict(type='mmpretrain.PackInputs', meta_keys=('easy', 'hard', 'junk')),
        ]))
test_evaluator = dict(type='mmuvp.RetrievalMAP')
test_cfg = dict(
    type='mmuvp.FrozenFeatureTestLoop',
    features=dict(scales=(1, 0.5**0.5, 0.5)),
    reference_dataloader=dict(
        loader, dataset=dict(dataset, pipeline=[load, resize, dict(type='mmpretrain.PackInputs')])))
