# iNaturalist 2019
_base_ = './inat18_224.py'

num_classes = 1010
data_preprocessor = dict(num_classes=num_classes)
dataset = dict(data_root='data/inat2019', num_classes=num_classes)
train_dataloader = dict(dataset=dict(dataset, ann_file='train2019.json'))
val_dataloader = dict(dataset=dict(dataset, ann_file='val2019.json'))
test_dataloader = val_dataloader
