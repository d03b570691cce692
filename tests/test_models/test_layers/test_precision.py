import torch

from mmuvp.models.layers.precision import without_autocast


def test_products_keep_their_type():
    x = torch.randn(2, 2)
    with torch.autocast('cpu', torch.bfloat16):
        assert (x @ x).dtype == torch.bfloat16
        with without_autocast(x):
            assert (x @ x).dtype == torch.float32


def test_tensors_without_data_are_accepted():
    x = torch.empty(2, 2, device='meta')
    with without_autocast(x):
        assert (x @ x).is_meta
