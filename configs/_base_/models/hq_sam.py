# Masks that match segments of HQ-SAM (ViT-H), with both thresholds as in CaR's paper
hq_sam = dict(
    type='mmuvp.SAMMatching',
    provider=dict(type='mmuvp.HQSAMMasks', checkpoint='checkpoints/sam_hq_vit_h.pth'),
    iom_threshold=0.7,
    iou_threshold=0.7)
