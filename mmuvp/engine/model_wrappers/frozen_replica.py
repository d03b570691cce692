"""Models of which nothing is trained, on several devices."""
from torch import nn

from ...registry import MODEL_WRAPPERS


@MODEL_WRAPPERS.register_module()
class FrozenReplica(nn.Module):
    """Each device tests a model of its own; PyTorch's wrapper refuses models without a parameter to be trained.

    To be used as `model_wrapper_cfg=dict(type='mmuvp.FrozenReplica')`.

    Args:
        module (nn.Module): The model, with the same weights on all devices.
    """

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, *args, **kwargs):
        """What the model does."""
        return self.module(*args, **kwargs)

    def test_step(self, data):
        """Test the model with a batch as it comes from the data loader."""
        return self.module.test_step(data)
