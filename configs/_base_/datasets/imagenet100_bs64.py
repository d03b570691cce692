# ImageNet-100: the images of ImageNet of 100 classes, whose WordNet ids are the lines of a file
_base_ = './imagenet_bs64.py'

classes = dict(type='mmuvp.ImageNetClasses', class_file='data/imagenet/imagenet100.txt', num_classes=100)
data_preprocessor = dict(num_classes=100)
train_dataloader = dict(dataset=classes)
val_dataloader = dict(dataset=classes)
test_dataloader = val_dataloader
