# the decoder of the paper's text: maps joined at stride 16, windows of 8 x 8, four steps to twice the size
_base_ = './setr-pup_hlg-small_ade20k.py'

model = dict(decode_head=dict(channels=256, fuse_index=2, window=8, interval=None, num_steps=4))
