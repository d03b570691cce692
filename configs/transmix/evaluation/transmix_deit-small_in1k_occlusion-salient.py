# Section 4.3: the patches are blank that hold most of the class attention of DINO
_base_ = ['./transmix_deit-small_in1k_occlusion-random.py', '../../_base_/salient_patches.py']

data_preprocessor = dict(corruption=_base_.salient_patches)
