# Each patch is compared with the most similar one of the other crop instead of being hidden (table E.14)
_base_ = './ibot_vit-small_in1k_300e_no-mim.py'

model = dict(type='mmuvp.DenseSelfDistillation', match='feature')
