# Table 6.5: clusters that a teacher's head with one output for each class has found; the checkpoint is of a pre-training
# with as many
_base_ = './knn_ibot-vit-small_in1k.py'

model = dict(prefix='teacher.', neck=dict(type='mmuvp.IBOTProjector', in_channels=384, out_channels=1000))
test_evaluator = dict(_delete_=True, type='mmuvp.ClusterAgreement')
test_cfg = dict(features=dict(projector='neck'), reference_dataloader=None)
