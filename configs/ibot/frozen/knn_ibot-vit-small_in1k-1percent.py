# Table E.5: votes of the nearest of 1 % of the training images
_base_ = './knn_ibot-vit-small_in1k.py'

# tools/dataset_converters/imagenet_list.py makes the list from SimCLR's
test_cfg = dict(reference_dataloader=dict(dataset=dict(ann_file='meta/train_1percent.txt')))
