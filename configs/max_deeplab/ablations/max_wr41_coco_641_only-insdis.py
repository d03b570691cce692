# MaX-DeepLab, table 4.6: PQ 42.6
_base_ = './max_wr41_coco_641.py'

model = dict(panoptic_head=dict(auxiliary_semantic_head=None, loss_mask_id=None))
