# CC12M, about 12 million pairs
_base_ = './captions_224.py'

train_dataloader = dict(dataset=dict(sources=['cc12m/*.tar']))
