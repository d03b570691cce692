# Each patch is compared with the one at its place in the other crop instead of being hidden (table E.14)
_base_ = './ibot_vit-small_in1k_300e_no-mim.py'

load, crops, pack = _base_.train_dataloader.dataset.pipeline
views = [[dict(crop, type='mmuvp.LocatedRandomResizedCrop'), *colours] for crop, *colours in crops.transforms]
crops = dict(crops, type='mmuvp.LocatedMultiView', transforms=views)
model = dict(type='mmuvp.DenseSelfDistillation', match='position')
train_dataloader = dict(dataset=dict(pipeline=[load, crops, dict(pack, meta_keys=['img_path', 'crops'])]))
