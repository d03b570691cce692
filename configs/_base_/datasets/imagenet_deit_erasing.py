# ImageNet with the whole augmentation of DeiT's recipe
_base_ = './imagenet_deit.py'

train_dataloader = dict(dataset=dict(pipeline=[
    *_base_.load_and_crop,
    dict(
        type='mmpretrain.RandomErasing',
        erase_prob=0.25,
        mode='rand',
        min_area_ratio=0.02,
        max_area_ratio=1 / 3,
        fill_color=_base_.bgr_mean,
        fill_std=_base_.bgr_std),
    dict(type='mmpretrain.PackInputs'),
]))
