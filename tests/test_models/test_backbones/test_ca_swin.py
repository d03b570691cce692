import torch
from mmpretrain.models.backbones import SwinTransformer

from mmuvp.models.backbones import CASwin

ARCH = dict(embed_dims=8, depths=[1, 1, 2, 2], num_heads=[1, 2, 2, 4])


def test_all_blocks_but_the_last_are_those_of_swin():
    """The map before the class token enters is that of a stock Swin without its last block."""
    torch.manual_seed(0)
    ours = CASwin(ARCH, window_size=7)
    stock = SwinTransformer(dict(ARCH, depths=[1, 1, 2, 1]), window_size=7, norm_cfg=None)
    stock.load_state_dict({key: value for key, value in ours.state_dict().items() if key in stock.state_dict()})
    ours.eval(), stock.eval()
    image = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        patches, size = ours._patches(image)
        (expected, ) = stock(image)
    assert size == (7, 7)
    torch.testing.assert_close(patches, expected.flatten(2).transpose(1, 2))


def test_drop_path_rises_to_the_block_of_class_attention():
    model = CASwin(ARCH, drop_path_rate=0.5)
    rates = [block.ffn.dropout_layer.drop_prob for stage in model.stages for block in stage.blocks]
    torch.testing.assert_close(rates, [0.1 * index for index in range(5)])
    assert model.class_block.drop_path.drop_prob == 0.5


def test_the_last_block_costs_no_parameters():
    """But for the class token, two scales and the difference of Swin's table of positions."""
    count = {model: sum(p.numel() for p in model.parameters()) for model in (CASwin(ARCH), SwinTransformer(ARCH))}
    ours, stock = count.values()
    table, channels = 13 ** 2 * 4, 64
    assert ours - stock == 3 * channels - table
