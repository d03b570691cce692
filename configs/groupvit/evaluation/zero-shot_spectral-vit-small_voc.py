# Table 4: spectral clustering
_base_ = './zero-shot_kmeans-vit-small_voc.py'

model = dict(groups=dict(method='spectral'))
