# Table E.17
_base_ = './ibot_vit-small_in1k_300e.py'

model = dict(neck=dict(out_channels=4096), head=dict(num_classes=4096))
