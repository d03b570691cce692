# Table E.10: nearest photos of the same building
_base_ = [
    '../../_base_/models/ibot-vit_features.py', '../../_base_/datasets/roxford5k.py', '../../_base_/epoch_runtime.py'
]
