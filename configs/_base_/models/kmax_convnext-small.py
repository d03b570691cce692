_base_ = './kmax_convnext-tiny.py'

model = dict(
    backbone=dict(
        arch='small',
        drop_path_rate=0.4,
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmclassification/v0/convnext/'
            'convnext-small_in21k-pre_3rdparty_in1k-384px_20221219-96f0bb87.pth')))
