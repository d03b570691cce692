# Table 4: k-means over the patches of a ViT that learned from captions
_base_ = [
    '../../_base_/models/zero-shot_clusters_vit-small.py', '../../_base_/datasets/voc21_448.py',
    '../../_base_/zero_shot_segmentation.py'
]

model = dict(data_preprocessor=_base_.data_preprocessor)
