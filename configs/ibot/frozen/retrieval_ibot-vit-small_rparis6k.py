_base_ = './retrieval_ibot-vit-small_roxford5k.py'

landmarks = dict(data_root='data/rparis6k', ann_file='gnd_rparis6k.pkl')
test_dataloader = dict(dataset=landmarks)
test_cfg = dict(reference_dataloader=dict(dataset=landmarks))
