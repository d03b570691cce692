# Pascal VOC 2012 without its background, whose pixels are not judged
_base_ = './voc21_whole.py'

classes = ('aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'diningtable', 'dog',
           'horse', 'motorbike', 'person', 'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor')
# labels are counted without the background once they are loaded
test_pipeline = [*_base_.test_pipeline[:2], dict(type='mmuvp.CheckSegMap', num_classes=20), _base_.test_pipeline[3]]
test_dataloader = dict(dataset=dict(metainfo=dict(classes=classes), pipeline=test_pipeline))
