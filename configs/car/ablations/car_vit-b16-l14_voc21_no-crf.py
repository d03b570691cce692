# Section 3.4: proposals above 0.5 as they are, without the random field
_base_ = '../car_vit-b16-l14_voc21.py'

model = dict(crf=None)
