# The patches are blank that hold least of the attention of one head of DINO
_base_ = './fine-tune_ibot-vit-small_in1k_occlusion-salient.py'

data_preprocessor = dict(corruption=dict(select='non-salient'))
