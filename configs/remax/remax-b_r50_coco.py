_base_ = './remax_r50_coco_200k.py'
