"""Config of a classifier of 16x16 pictures that trains in seconds; tests write it next to data of their own."""
default_scope = 'mmpretrain'
custom_imports = {'imports': ['mmuvp']}
model = {
    'type': 'ImageClassifier',
    'data_preprocessor': {'num_classes': 3, 'mean': [128] * 3, 'std': [64] * 3},
    'backbone': {'type': 'ResNet', 'depth': 18, 'stem_channels': 8, 'base_channels': 8, 'num_stages': 2,
                 'strides': (1, 2), 'dilations': (1, 1), 'out_indices': (1,)},
    'neck': {'type': 'GlobalAveragePooling'},
    'head': {'type': 'LinearClsHead', 'num_classes': 3, 'in_channels': 16, 'loss': {'type': 'CrossEntropyLoss'},
             'topk': (1,)},
    'train_cfg': {'augments': [{'type': 'Mixup', 'alpha': 0.8}]},
}
dataset = {'type': 'CustomDataset', 'data_root': 'DATA_ROOT', 'with_label': True}
train_dataloader = {
    'batch_size': 4, 'num_workers': 0, 'sampler': {'type': 'InfiniteSampler', 'shuffle': True},
    'dataset': {**dataset, 'pipeline': [
        {'type': 'LoadImageFromFile'},
        {'type': 'RandomResizedCrop', 'scale': 16},
        {'type': 'RandomFlip', 'prob': 0.5, 'direction': 'horizontal'},
        {'type': 'ColorJitter', 'brightness': 0.4},
        {'type': 'PackInputs'},
    ]},
}
test_dataloader = {
    'batch_size': 3, 'num_workers': 0, 'sampler': {'type': 'DefaultSampler', 'shuffle': False},
    'dataset': {**dataset, 'pipeline': [
        {'type': 'LoadImageFromFile'}, {'type': 'Resize', 'scale': 16}, {'type': 'PackInputs'}]},
}
val_dataloader = test_dataloader
val_evaluator = test_evaluator = {'type': 'Accuracy', 'topk': (1,)}
train_cfg = {'type': 'mmuvp.ResumableIterLoop', 'max_iters': 12, 'val_interval': 5}
val_cfg = test_cfg = {}
optim_wrapper = {'optimizer': {'type': 'AdamW', 'lr': 0.01}}
param_scheduler = {'type': 'LinearLR', 'start_factor': 0.1, 'by_epoch': False, 'end': 8}
default_hooks = {
    'logger': {'type': 'LoggerHook', 'interval': 1},
    'checkpoint': {'type': 'mmuvp.SafeCheckpointHook', 'by_epoch': False, 'interval': 2, 'max_keep_ckpts': 1},
    'visualization': {'type': 'VisualizationHook'},
}
log_processor = {'by_epoch': False, 'window_size': 1}
visualizer = {'type': 'UniversalVisualizer', 'vis_backends': [{'type': 'LocalVisBackend'}]}
randomness = {'seed': 3}
