# Clusters of what ViT-S makes of patches, named by words (GroupViT, table 4); text encoder and projectors are those
# of GroupViT, pre-trained with the same captions and the contrastive loss alone
_base_ = './groupvit.py'

encoders = dict(
    _base_.model,
    backbone=dict(
        type='mmpretrain.VisionTransformer', arch='deit-small', out_type='featmap', with_cls_token=False,
        drop_path_rate=0.1),
    multi_label_loss=None)
model = dict(
    _delete_=True,
    type='mmuvp.ZeroShotSegmentor',
    model=encoders,
    prompts=dict(classes='voc'),
    groups=dict(type='mmuvp.PatchClusters', method='kmeans', num_clusters=8),
    background=0.9,
    top_classes=None,
    product=False,
    test_cfg=dict(mode='slide', crop_size=(448, 448), stride=(224, 224)))
