# CC3M, CC12M and RedCaps, on which the other published weights were trained, from captions alone
_base_ = './captions_224.py'

train_dataloader = dict(dataset=dict(
    sources=['cc3m/*.tar', 'cc12m/*.tar', 'redcaps12m/*.tar'],
    pipeline=[*_base_.crop_and_colour, _base_.tokenize, _base_.pack]))
