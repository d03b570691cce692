import pytest
import torch
from test_ibot import BACKBONE, NECK

from mmuvp.models.selfsup import FrozenBranchTokenizer, FrozenDALLEEncoder, MeanColorTokenizer, PatchClusterTokenizer

PLAIN = dict(BACKBONE, with_mask_token=False, drop_path_rate=0.5)


def test_mean_colours_have_three_bits_for_each_channel():
    images = torch.zeros(2, 3, 32, 48)
    images[0, :, 16:, :16] = torch.tensor([0.99, 0.5, 0.1])[:, None, None]
    images[1] = 1.
    images[1, :, :16, :8] = 0.  # a half of a patch
    scores = MeanColorTokenizer()(images)
    assert scores.shape == (2, 512, 2, 3)
    tokens = scores.argmax(1)
    assert tokens[0, 1, 0] == 7 * 64 + 4 * 8 + 0
    assert tokens[0].count_nonzero() == 1
    assert tokens[1, 0, 0] == 4 * 64 + 4 * 8 + 4
    assert tokens[1, 1, 2] == 511, 'white is the last token'


def test_the_nearest_cluster_is_the_token():
    torch.manual_seed(0)
    tokenizer = PatchClusterTokenizer(30, patch_size=4)
    tokenizer.centers.copy_(torch.rand(30, 48))
    images = torch.rand(2, 3, 12, 20)
    patches = images.unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 1, 4, 5).flatten(3)
    expected = (patches[..., None, :] - tokenizer.centers).square().sum(-1).argmin(-1)
    assert torch.equal(tokenizer(images).argmax(1), expected)
    with torch.autocast('cpu', torch.bfloat16):
        assert torch.equal(tokenizer(images).argmax(1), expected)


def test_clusters_come_from_a_file(tmp_path):
    centers = torch.rand(5, 48)
    torch.save(dict(state_dict=dict(centers=centers)), tmp_path / 'x.pth')
    tokenizer = PatchClusterTokenizer(5, 4, dict(type='Pretrained', checkpoint=str(tmp_path / 'x.pth')))
    tokenizer.init_weights()
    assert torch.equal(tokenizer.centers, centers)


def test_a_frozen_branch_tells_the_class_of_each_patch():
    torch.manual_seed(0)
    tokenizer = FrozenBranchTokenizer(PLAIN, NECK, grid=(3, 5))
    tokenizer.init_weights()
    tokenizer.train()
    images = torch.randn(2, 3, 24, 40)
    scores = tokenizer(images)
    assert scores.shape == (2, 24, 3, 5)
    tokens = tokenizer.backbone(images)[0][:, 1:].unflatten(1, (3, 5))
    torch.testing.assert_close(scores[1, :, 2, 3], tokenizer.neck(tokens[1, 2, 3][None])[0])
    assert torch.equal(tokenizer(images), scores), 'nothing is dropped in training'
    assert not any(p.requires_grad for p in tokenizer.parameters())


def test_the_weights_of_a_frozen_branch_come_from_a_file(tmp_path):
    source = FrozenBranchTokenizer(PLAIN, NECK)
    torch.save(dict(state_dict=source.state_dict()), tmp_path / 'x.pth')
    target = FrozenBranchTokenizer(PLAIN, NECK, init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'x.pth')))
    target.init_weights()
    assert all(torch.equal(value, source.state_dict()[key]) for key, value in target.state_dict().items())


def test_the_encoder_of_dall_e_does_not_learn():
    tokenizer = FrozenDALLEEncoder(n_hid=8, vocab_size=20)
    scores = tokenizer(torch.rand(2, 3, 24, 16))
    assert scores.shape == (2, 20, 3, 2)
    assert not scores.requires_grad


def test_a_grid_that_images_do_not_have():
    with pytest.raises(RuntimeError, match=r'unflatten'):
        FrozenBranchTokenizer(PLAIN, NECK, grid=(3, 3))(torch.zeros(1, 3, 32, 32))
