# 80000 iterations of SGD without weight decay; the rate falls with the power 0.9 (Segmenter's recipe)
optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='SGD', lr=1e-3, momentum=0.9, weight_decay=0.0))
max_iters = 80000
param_scheduler = [dict(type='PolyLR', power=0.9, eta_min=1e-5, begin=0, end=max_iters, by_epoch=False)]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=8000)
