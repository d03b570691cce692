# Table 1: masks matched with segments of HQ-SAM (37.6 mIoU)
_base_ = '../car_vit-b16-l14_coco-object.py'

model = dict(
    sam=dict(
        type='mmuvp.SAMMatching',
        provider=dict(type='mmuvp.HQSAMMasks', checkpoint='checkpoints/sam_hq_vit_h.pth'),
        iom_threshold=0.7,
        iou_threshold=0.7))
