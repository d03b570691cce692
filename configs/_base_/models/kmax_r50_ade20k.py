_base_ = './kmax_r50.py'

model = dict(
    panoptic_head=dict(
        num_things_classes=100,
        num_stuff_classes=50,
        transformer_decoder=dict(drop_path=0)),
    panoptic_fusion_head=dict(num_things_classes=100, num_stuff_classes=50),
    test_cfg=dict(thing_threshold=0.4, stuff_threshold=0.4))
