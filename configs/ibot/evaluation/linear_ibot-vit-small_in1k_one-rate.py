# A linear probe as a classifier like others: `predict_rate` is the rate that the probe's training found best
_base_ = '../frozen/linear_ibot-vit-small_in1k.py'

model = dict(head=dict(predict_rate=1e-3))
val_evaluator = dict(_delete_=True, type='mmpretrain.Accuracy', topk=(1, 5))
test_evaluator = val_evaluator
