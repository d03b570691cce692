# SeT-16 for detectors: positions of patches for 800 x 1333 pixels, which ImageNet's weights do not fit and so are
# learned anew (section 5); what uses it says `backbone=dict(_delete_=True, **_base_.set_backbone)`
set_backbone = dict(
    type='mmuvp.SeT',
    arch='set-16',
    patch_wise=(False, False, True, True),
    image_size=(800, 1333),
    drop_path_rate=0.1,
    frozen_stages=1,
    norm_eval=True,
    act_cfg=dict(type='ReLU'),
    init_cfg=dict(
        type='Pretrained', checkpoint='work_dirs/set-16_sgd-350e_relu_in1k/epoch_350.pth', prefix='backbone.'))
