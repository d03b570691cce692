# ReMaX's relaxations for MaskFormer: masks of 4 of its 6 layers, as of kMaX-DeepLab's.  The semantic head
# reads the map that masks are predicted from; it is narrow since that map has stride 4, and has the group
# norm of this model, whose batches are of one image
_base_ = 'mmdet::maskformer/maskformer_r50_ms-16xb1-75e_coco.py'

custom_imports = dict(imports=['mmuvp'], allow_failed_imports=False)
model = dict(
    panoptic_head=dict(
        type='mmuvp.RelaxedMaskFormerHead',
        remask=dict(
            type='mmuvp.ReMask',
            num_stages=4,
            semantic_head=dict(
                type='mmuvp.ASPPSemanticHead', channels=128, norm_cfg=dict(type='GN', num_groups=32)),
            loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5)),
        reclass=dict(type='mmuvp.ReClass', eta=0.1)))

# stock loading and scoring need a package that is on no index
dataset_type = 'mmuvp.CocoPanopticDataset'
train_pipeline = _base_.train_pipeline
train_pipeline[1].type = 'mmuvp.LoadPanopticAnnotations'
test_pipeline = _base_.test_pipeline
test_pipeline[2].type = 'mmuvp.LoadPanopticAnnotations'
train_dataloader = dict(dataset=dict(type=dataset_type, pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(type=dataset_type, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmuvp.PanopticQuality')
test_evaluator = val_evaluator
