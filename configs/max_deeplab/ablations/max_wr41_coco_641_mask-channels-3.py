# MaX-DeepLab, section C.4: D = 3, PQ 37.8
_base_ = './max_wr41_coco_641.py'

model = dict(panoptic_head=dict(mask_channels=3))
