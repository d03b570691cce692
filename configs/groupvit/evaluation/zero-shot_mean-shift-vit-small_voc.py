# Table 4: mean shift
_base_ = './zero-shot_kmeans-vit-small_voc.py'

model = dict(groups=dict(method='mean-shift'))
