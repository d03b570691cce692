_base_ = './imagenet_bs64.py'

train_dataloader = dict(batch_size=32)
