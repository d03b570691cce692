# CC12M and the 14 million English captions of YFCC, on which the paper trains
_base_ = './captions_224.py'

train_dataloader = dict(dataset=dict(sources=['cc12m/*.tar', 'yfcc14m/*.tar']))
