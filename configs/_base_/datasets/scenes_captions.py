# Captions of `scenes`, made on first use: 10,000 training and 200 validation pictures of 128 x 128, the first of which
# are those of the smaller sets. A picture comes with its caption, two nouns of it in templates of ImageNet, and an
# expression that refers to one of its things; these say "left" and "right", so nothing is flipped. Captions can be
# found by colours alone, so nouns are drawn without theirs.
data_preprocessor = dict(
    type='mmpretrain.SelfSupDataPreprocessor',
    mean=[122.7709383, 116.7460125, 104.09373615],  # CLIP's
    std=[68.5005327, 66.6321579, 70.32316305],
    to_rgb=True)
dataset = dict(
    type='mmuvp.ScenesCaptions',
    data_root='data/scenes_captions/',
    spec=dict(num_train=10000, num_val=200, width=128, height=128, difficulty='easy', seed=0))
tagger = dict(
    type='mmuvp.WordListTagger',
    words=['disc', 'ring', 'square', 'triangle', 'star', 'cross', 'moon', 'bar', 'sky', 'wall', 'grass', 'water',
           'road', 'sand'])
pack = [
    dict(type='mmuvp.TokenizeCaption'),
    dict(type='mmpretrain.PackInputs', algorithm_keys=('text', )),
]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.DrawNounPrompts', num_prompts=2, tagger=tagger),
    dict(type='mmuvp.DrawExpressions', num_expressions=1),
    *pack,
]
test_pipeline = [dict(type='LoadImageFromFile'), *pack]
train_dataloader = dict(
    batch_size=64,
    num_workers=1,
    persistent_workers=True,
    drop_last=True,
    collate_fn=dict(type='default_collate'),
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(dataset, split='train', pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    persistent_workers=True,
    collate_fn=dict(type='default_collate'),
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(dataset, split='val', test_mode=True, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmuvp.CaptionRetrieval', topk=(1, 5))
test_evaluator = val_evaluator
