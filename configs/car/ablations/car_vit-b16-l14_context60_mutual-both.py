# The paper's theta, and stuff as background words of things, too (section 4.1, appendix E)
_base_ = '../car_vit-b16-l14_context60.py'

model = dict(mutual='both', car=dict(threshold=0.2))
