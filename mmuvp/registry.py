"""Child registries of scope ``mmuvp``.

Each one names the module that holds its components, so ``import mmuvp`` alone
makes ``type='mmuvp.Name'`` work in any OpenMMLab config: the module is
imported on the first look-up.
"""
from mmengine.registry import DATASETS as MMENGINE_DATASETS
from mmengine.registry import HOOKS as MMENGINE_HOOKS
from mmengine.registry import LOOPS as MMENGINE_LOOPS
from mmengine.registry import METRICS as MMENGINE_METRICS
from mmengine.registry import MODELS as MMENGINE_MODELS
from mmengine.registry import OPTIM_WRAPPER_CONSTRUCTORS as MMENGINE_OPTIM_WRAPPER_CONSTRUCTORS
from mmengine.registry import OPTIMIZERS as MMENGINE_OPTIMIZERS
from mmengine.registry import PARAM_SCHEDULERS as MMENGINE_PARAM_SCHEDULERS
from mmengine.registry import TASK_UTILS as MMENGINE_TASK_UTILS
from mmengine.registry import TRANSFORMS as MMENGINE_TRANSFORMS
from mmengine.registry import VISUALIZERS as MMENGINE_VISUALIZERS
from mmengine.registry import Registry


def _child(name, parent, location):
    return Registry(name, parent=parent, scope='mmuvp', locations=[location])


MODELS = _child('model', MMENGINE_MODELS, 'mmuvp.models')
TASK_UTILS = _child('task util', MMENGINE_TASK_UTILS, 'mmuvp.models.task_modules')
DATASETS = _child('dataset', MMENGINE_DATASETS, 'mmuvp.datasets')
TRANSFORMS = _child('transform', MMENGINE_TRANSFORMS, 'mmuvp.datasets.transforms')
METRICS = _child('metric', MMENGINE_METRICS, 'mmuvp.evaluation')
LOOPS = _child('loop', MMENGINE_LOOPS, 'mmuvp.engine')
HOOKS = _child('hook', MMENGINE_HOOKS, 'mmuvp.engine')
OPTIM_WRAPPER_CONSTRUCTORS = _child(
    'optimizer wrapper constructor', MMENGINE_OPTIM_WRAPPER_CONSTRUCTORS, 'mmuvp.engine')
OPTIMIZERS = _child('optimizer', MMENGINE_OPTIMIZERS, 'mmuvp.engine')
PARAM_SCHEDULERS = _child('parameter scheduler', MMENGINE_PARAM_SCHEDULERS, 'mmuvp.engine')
VISUALIZERS = _child('visualizer', MMENGINE_VISUALIZERS, 'mmuvp.visualization')
