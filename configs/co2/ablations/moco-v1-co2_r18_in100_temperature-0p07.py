_base_ = '../moco-v1-co2_r18_in100.py'

model = dict(consistency=dict(temperature=0.07))
