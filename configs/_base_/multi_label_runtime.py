# Runtime of classifiers of several labels: the best checkpoint by the mean of the classes' F1
_base_ = './epoch_runtime.py'

default_hooks = dict(checkpoint=dict(save_best='multi-label/f1-score', rule='greater'))
