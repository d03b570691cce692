# As many outputs as ImageNet has classes, so that each output is a cluster: for table 6.5
_base_ = './ibot_vit-small_in1k.py'

model = dict(neck=dict(out_channels=1000), head=dict(num_classes=1000))
