# Runtime of panoptic models that count epochs: the best checkpoint by PQ, pictures of segments
_base_ = './det_runtime.py'

default_hooks = dict(checkpoint=dict(save_best='pq/PQ'))
visualizer = dict(type='mmuvp.PanopticVisualizer')
