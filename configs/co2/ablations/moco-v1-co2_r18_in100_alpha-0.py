# MoCo alone, with the curve of the term that it is trained without (figure 5.3)
_base_ = '../moco-v1-co2_r18_in100.py'

model = dict(consistency_weight=0)
