# Section 4.3: the patches are blank that hold least of the class attention of DINO
_base_ = './transmix_deit-small_in1k_occlusion-salient.py'

data_preprocessor = dict(corruption=dict(select='non-salient'))
