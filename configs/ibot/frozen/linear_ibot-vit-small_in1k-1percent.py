# Table E.5: linear classifiers on 1 % of the training images
_base_ = './linear_ibot-vit-small_in1k.py'

# tools/dataset_converters/imagenet_list.py makes the list from SimCLR's
train_dataloader = dict(dataset=dict(ann_file='meta/train_1percent.txt'))
