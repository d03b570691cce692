"""Weight decay by the shape of a parameter, whatever its learning rate."""
from mmengine.optim import DefaultOptimWrapperConstructor

from ...registry import OPTIM_WRAPPER_CONSTRUCTORS


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class FlatDecayConstructor(DefaultOptimWrapperConstructor):
    """Stock constructor whose ``flat_decay_mult`` reaches every flat parameter.

    The stock one ignores it where a custom key matches, so a backbone with a learning rate of its own would have
    its norms and biases decayed.  Here only a custom key that sets ``decay_mult`` itself goes before it.

    Args:
        optim_wrapper_cfg (dict): The optimizer, with its ``weight_decay``, and its wrapper.
        paramwise_cfg (dict): As of the stock constructor; ``flat_decay_mult`` is required.

    Raises:
        ValueError: ``flat_decay_mult`` or the optimizer's ``weight_decay`` is missing.
    """

    def __init__(self, optim_wrapper_cfg, paramwise_cfg=None):
        super().__init__(optim_wrapper_cfg, paramwise_cfg)
        if 'flat_decay_mult' not in self.paramwise_cfg or self.base_wd is None:
            raise ValueError('FlatDecayConstructor needs paramwise_cfg.flat_decay_mult and optimizer.weight_decay')

    def add_params(self, params, module, prefix='', is_dcn_module=None):
        """Append one group a parameter of ``module`` to ``params``; see the stock constructor."""
        first = len(params)
        super().add_params(params, module, prefix, is_dcn_module)
        for group in params[first:]:
            if group['params'][0].ndim == 1 and 'decay_mult' not in group:
                group['weight_decay'] = self.base_wd * self.paramwise_cfg['flat_decay_mult']
