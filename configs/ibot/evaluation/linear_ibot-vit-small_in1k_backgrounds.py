# Accuracy among the nine classes of ImageNet-9, with seven kinds of backgrounds
_base_ = './linear_ibot-vit-small_in1k_one-rate.py'

test_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmuvp.BackgroundChallenge',
        data_root='data/bg_challenge',
        pipeline=[
            *_base_.test_dataloader.dataset.pipeline[:-1],
            dict(type='mmpretrain.PackInputs', meta_keys=('sample_idx', 'img_path', 'group')),
        ]))
test_evaluator = dict(_delete_=True, type='mmuvp.GroupedAccuracy', class_map='data/bg_challenge/in_to_in9.json')
