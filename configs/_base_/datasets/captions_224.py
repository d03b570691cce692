# Captions in tar shards for GroupViT: 224 pixels, DeiT's augmentation with a bilinear crop, and prompts of three nouns.
# A config names the sources. 16 devices take 256 images each; nothing is validated.
_base_ = './imagenet_deit_erasing.py'

data_preprocessor = dict(
    _delete_=True,
    type='mmpretrain.SelfSupDataPreprocessor',
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    to_rgb=True)
# shards give images that are loaded already
crop_and_colour = [dict(_base_.crop, interpolation='bilinear'), *_base_.load_and_crop[2:], _base_.erasing]
noun_prompts = dict(type='mmuvp.DrawNounPrompts', num_prompts=3, tagger=dict(type='mmuvp.NLTKTagger'))
tokenize = dict(type='mmuvp.TokenizeCaption')
pack = dict(type='mmpretrain.PackInputs', algorithm_keys=('text', ))
train_pipeline = [*crop_and_colour, noun_prompts, tokenize, pack]
train_dataloader = dict(
    _delete_=True,
    batch_size=256,
    num_workers=6,
    persistent_workers=True,
    drop_last=True,
    sampler=None,
    collate_fn=dict(type='default_collate'),
    dataset=dict(type='mmuvp.CaptionShards', data_root='data/', on_broken='warn', pipeline=train_pipeline))
val_dataloader = None
val_evaluator = None
test_dataloader = None
test_evaluator = None
custom_hooks = [dict(type='mmuvp.DatasetEpochHook')]
auto_scale_lr = dict(base_batch_size=4096)
