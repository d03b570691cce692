# The patches are blank that hold most of the attention of one head of DINO
_base_ = ['./linear_ibot-vit-small_in1k_occlusion-random.py', '../../_base_/salient_patches.py']

saliency = dict(_base_.salient_patches.saliency, head=1)
data_preprocessor = dict(corruption=dict(_base_.salient_patches, saliency=saliency))
