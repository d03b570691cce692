# Mean error under the 19 corruptions of ImageNet-C, whose images are not resized
_base_ = './linear_ibot-vit-small_in1k_one-rate.py'

load, _, crop, _ = _base_.test_dataloader.dataset.pipeline
test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmuvp.ImageNetC',
        data_root='data/imagenet-c',
        pipeline=[load, crop, dict(type='mmpretrain.PackInputs', meta_keys=('sample_idx', 'img_path', 'group'))]))
test_evaluator = dict(_delete_=True, type='mmuvp.GroupedAccuracy')
