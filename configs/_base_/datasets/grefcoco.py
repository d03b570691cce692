# gRefCOCO, whose expressions may refer to several objects or to none, on COCO's training images of 2014
_base_ = './refcoco.py'

test_dataloader = dict(
    dataset=dict(ann_file='grefcoco/instances.json', split_file='grefcoco/grefs(unc).json'))
test_evaluator = [dict(type='mmuvp.ReferringIoU'), dict(type='mmuvp.GeneralizedReferringIoU')]
