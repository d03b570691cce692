# RefCOCOg, the splits of UMD on COCO's training images of 2014
_base_ = './referring.py'

test_dataloader = dict(
    dataset=dict(
        type='mmuvp.ReferringCOCO',
        data_root='data/coco/',
        ann_file='refcocog/instances.json',
        split_file='refcocog/refs(umd).p',
        split='val',
        data_prefix=dict(img_path='train2014/')))
