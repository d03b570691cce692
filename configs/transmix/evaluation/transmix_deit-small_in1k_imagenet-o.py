# Section 4.3: AUPR of finding the images of ImageNet-O among those of ImageNet of the same classes
_base_ = '../transmix_deit-small_in1k.py'

pipeline = [
    *_base_.test_dataloader.dataset.pipeline[:-1],
    dict(type='mmpretrain.PackInputs', meta_keys=('sample_idx', 'img_path', 'out_of_distribution')),
]
outside = 'data/imagenet-o'
inside = dict(
    type='mmuvp.ImageNetSubset', class_folder=outside, data_root='data/imagenet', split='val', pipeline=pipeline)
test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='ConcatDataset',
        datasets=[inside, dict(type='mmuvp.ImageNetO', data_root=outside, pipeline=pipeline)]))
test_evaluator = dict(_delete_=True, type='mmuvp.OutOfDistribution')
