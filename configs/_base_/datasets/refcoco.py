# RefCOCO on COCO's training images of 2014
_base_ = './referring.py'

test_dataloader = dict(
    dataset=dict(
        type='mmuvp.ReferringCOCO',
        data_root='data/coco/',
        ann_file='refcoco/instances.json',
        split_file='refcoco/refs(unc).p',
        split='val',
        data_prefix=dict(img_path='train2014/')))
