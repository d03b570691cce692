# Table 4: each patch by itself
_base_ = './zero-shot_kmeans-vit-small_voc.py'

model = dict(groups=dict(method='pixel'))
