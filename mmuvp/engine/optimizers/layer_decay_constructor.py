"""Learning rates that fall towards the image, for models of any task."""
from functools import partial

from mmpretrain.engine.optimizers import LearningRateDecayOptimWrapperConstructor
from torch import nn

from ...registry import OPTIM_WRAPPER_CONSTRUCTORS

PREFIX = 'backbone.'


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class LayerDecayConstructor(LearningRateDecayOptimWrapperConstructor):
    """The stock constructor of mmpretrain for detectors and segmentors, too.

    The stock one asks the model for the depth of its parameters, which classifiers alone tell.  Here the model's
    ``backbone`` is asked, as all transformers of mmpretrain can be.  With ``n`` blocks, a parameter of the embedding
    learns at ``rate ** (n + 1)`` of the optimizer's learning rate, one of block ``i``, counted from 0, at
    ``rate ** (n - i)``, and the final norm, the neck and the heads at all of it.

    Args:
        optim_wrapper_cfg (dict): The optimizer and its wrapper.
        paramwise_cfg (dict): As of the stock constructor, with ``layer_decay_rate``.

    Raises:
        TypeError: the model has no backbone that tells the depth of its parameters.
    """

    def add_params(self, params: list[dict], module: nn.Module, prefix: str = '', get_layer_depth=None,
                   **kwargs) -> None:
        """Append one group a parameter of ``module`` to ``params``; see the stock constructor."""
        if get_layer_depth is None:
            get_layer_depth = depth_of_parameters(module)
        super().add_params(params, module, prefix, get_layer_depth, **kwargs)


def depth_of_parameters(model: nn.Module):
    """Find what tells the depth of a model's parameters.

    Args:
        model: has a ``backbone``.

    Returns:
        Function from the name of a parameter of the model to its depth and the number of depths.

    Raises:
        TypeError: see :class:`LayerDecayConstructor`.
    """
    backbone = getattr(model, PREFIX[:-1], None)
    if not hasattr(backbone, 'get_layer_depth'):
        raise TypeError(f'layer-wise decay of learning rates needs a backbone with get_layer_depth, which '
                        f'{type(model).__name__} with {type(backbone).__name__} has not: take a backbone of mmpretrain')
    return partial(backbone.get_layer_depth, prefix=PREFIX)
