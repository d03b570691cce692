# Linear SVMs on the pooled features of a ResNet-50 as pre-training has left it; the weights come with the command
_base_ = ['../_base_/datasets/voc07_presence.py', '../_base_/epoch_runtime.py']

model = dict(type='mmuvp.PretrainedFeatures', backbone=dict(type='mmpretrain.ResNet', depth=50))
test_evaluator = dict(type='mmuvp.LinearSVMPrecision')
