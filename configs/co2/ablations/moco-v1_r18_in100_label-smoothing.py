# Labels of 0.1 in all, shared evenly by the positive and 65536 negatives; the chapter does not say how much
_base_ = '../moco-v1_r18_in100.py'

model = dict(
    head=dict(
        loss=dict(
            _delete_=True, type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original',
            num_classes=1 + 65536)))
