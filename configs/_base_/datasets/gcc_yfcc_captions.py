# CC3M, CC12M and the 14 million English captions of YFCC, on which the published weights were trained
_base_ = './captions_224.py'

train_dataloader = dict(dataset=dict(sources=['cc3m/*.tar', 'cc12m/*.tar', 'yfcc14m/*.tar']))
