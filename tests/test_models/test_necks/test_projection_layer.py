import io

import torch
from torch.nn import functional as F

from mmuvp.models.necks import IBOTProjector, ProjectionLayer

TOKENS = torch.randn(5, 12, generator=torch.Generator().manual_seed(0))


def test_the_last_output_is_projected():
    neck = ProjectionLayer(12, 20)
    layer = neck.layers[0]
    result, = neck((torch.zeros(5, 12), TOKENS))
    torch.testing.assert_close(result, F.gelu(TOKENS @ layer.weight.T + layer.bias))


def test_gradients_and_mixed_precision():
    neck = ProjectionLayer(12, 20)
    full, = neck((TOKENS, ))
    full.square().mean().backward()
    assert all(p.grad.abs().sum() > 0 for p in neck.parameters())
    with torch.autocast('cpu', torch.bfloat16):
        half, = neck((TOKENS, ))
    assert (half - full).norm() < 0.02 * full.norm()


def test_file():
    neck, other, file = ProjectionLayer(12, 20), ProjectionLayer(12, 20), io.BytesIO()
    torch.save(neck.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True), strict=True)
    assert torch.equal(neck((TOKENS, ))[0], other((TOKENS, ))[0])


def test_weights_of_a_whole_head(tmp_path):
    whole = {f'neck.{key}': value for key, value in IBOTProjector(12, 7, 20, 5).state_dict().items()}
    torch.save(dict(state_dict=whole), tmp_path / 'ibot.pth')
    neck = ProjectionLayer(12, 20, init_cfg=dict(
        type='Pretrained', checkpoint=str(tmp_path / 'ibot.pth'), prefix='neck.'))
    neck.init_weights()
    assert torch.equal(neck.layers[0].weight, whole['neck.layers.0.weight'])
    assert torch.equal(neck.layers[0].bias, whole['neck.layers.0.bias'])
