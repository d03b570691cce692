# MaX-DeepLab, table 4.6: PQ 45.1
_base_ = './max_wr41_coco_641.py'

model = dict(panoptic_head=dict(auxiliary_semantic_head=None))
