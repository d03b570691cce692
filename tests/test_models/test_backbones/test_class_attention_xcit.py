import pytest
import torch
from mmpretrain.models.backbones import XCiT

from mmuvp.models.backbones import ClassAttentionXCiT

SETTINGS = dict(embed_dims=32, depth=2, num_heads=4)


@pytest.mark.parametrize('tokens_norm', [False, True])
def test_outputs_are_those_of_stock(tokens_norm):
    torch.manual_seed(0)
    stock, ours = (kind(**SETTINGS, tokens_norm=tokens_norm) for kind in (XCiT, ClassAttentionXCiT))
    stock.init_weights()
    ours.load_state_dict(stock.state_dict(), strict=True)
    stock.eval(), ours.eval()
    image = torch.randn(2, 3, 65, 48)
    torch.testing.assert_close(ours(image)[0], stock(image)[0])
