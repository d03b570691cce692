"""Scale policies of images and categories, and the tool that shows them."""
import json
import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from elastic_classifier import CLASSES, make_config, write_checkpoint

import mmuvp
from mmuvp.apis import UsageError
from mmuvp.apis.scale_policy import Policy, ScalePolicyInferencer, category_policies, report, scale_policy
from mmuvp.models.backbones import ElasticDenseNet, ElasticDLA, ElasticResNeXt
from mmuvp.models.layers import ElasticSettings

TOOL = Path(__file__).parents[2] / 'tools/analysis_tools/scale_policy.py'
BLOCKS = 3  # two in the first stage, and the second of the second


@pytest.fixture
def root(tmp_path):
    (tmp_path / 'data').mkdir()
    return tmp_path


@pytest.fixture
def model(root):
    """A config and the path of its weights."""
    cfg = make_config(root / 'data')
    return cfg, write_checkpoint(cfg, root / 'weights.pth')


def test_blocks_of_resnext50():
    """Section 2.4.2: the policy of an image has 17 dimensions."""
    with torch.device('meta'):
        backbone = ElasticResNeXt('elastic-resnext50').eval()
        assert scale_policy(backbone, torch.empty(2, 3, 224, 224)).shape == (2, 17)


def test_scores_are_differences_of_mean_activations(model):
    """Equation 2.5, computed by hand for the first block."""
    backbone = mmuvp.get_model(*model, inference=True).backbone
    images = torch.randn(2, 3, 32, 44)
    with torch.no_grad():
        x = backbone.stem(images)
        paths = backbone.stages[0][0].paths
        high = paths.high.middle(paths.high.squeeze(x))
        low = paths.low.middle(paths.low.squeeze(torch.nn.functional.avg_pool2d(x, 2, ceil_mode=True)))
    assert high.shape[-1] == 2 * low.shape[-1] - 1
    scores = scale_policy(backbone, images)
    assert scores.shape == (2, BLOCKS)
    torch.testing.assert_close(scores[:, 0], high.mean(dim=(1, 2, 3)) - low.mean(dim=(1, 2, 3)))


@pytest.mark.parametrize('backbone', [
    ElasticDLA(dict(depths=(1, 1, 1, 1), channels=(4, 4, 8, 8, 8, 8), groups=4, group_channels=2,
                    residual_root=True)),
    ElasticDenseNet(dict(num_layers=(1, 2, 1, 1), growth=4, stem_channels=8))])
def test_other_networks(backbone):
    backbone.eval()
    images = torch.randn(3, 3, 64, 48)
    scores = scale_policy(backbone, images)
    assert scores.shape[0] == 3
    assert scores.shape[1] >= 3
    assert (scores[0] != scores[1]).all()
    torch.testing.assert_close(scale_policy(backbone, images[1:2])[0], scores[1])  # of each image alone


def test_nothing_is_left_behind_in_the_model(model):
    backbone = mmuvp.get_model(*model, inference=True).backbone
    with pytest.raises(ValueError, match='images must be'):
        scale_policy(backbone, torch.zeros(1, 5, 32, 32))
    scale_policy(backbone, torch.zeros(1, 3, 32, 32))
    assert not any(module._forward_hooks for module in backbone.modules())


def test_files_pixels_and_the_data_set_agree(model, root):
    inferencer = ScalePolicyInferencer(*model, device='cpu')
    folder = list(inferencer(root / 'data/busy'))
    pixels = list(inferencer([cv2.imread(policy.image) for policy in folder]))
    split = [policy for policy in inferencer.predict_split('val') if policy.categories == ('busy', )]
    assert [policy.image for policy in split] == [policy.image for policy in folder]
    for policies in (pixels, split):
        np.testing.assert_allclose([p.scores for p in policies], [p.scores for p in folder], rtol=1e-5, atol=1e-6)


def test_a_part_of_the_data_set_is_spread_evenly(model):
    policies = list(ScalePolicyInferencer(*model, device='cpu').predict_split('test', 2))
    assert [Path(policy.image).name for policy in policies] == ['0.png', '2.png']
    assert [policy.categories for policy in policies] == [(CLASSES[0], ), (CLASSES[1], )]


def test_a_segmentor(tmp_path):
    """Its pipeline loads and checks labels, which a lone image does not have."""
    network = mmuvp.get_model('resnext-elastic_small_camvid')
    torch.save(dict(state_dict=network.state_dict()), tmp_path / 'weights.pth')
    inferencer = ScalePolicyInferencer('resnext-elastic_small_camvid', tmp_path / 'weights.pth', device='cpu')
    policy, = inferencer(np.zeros((45, 60, 3), np.uint8))
    assert (policy.image, policy.categories, policy.scores.shape) == ('', (), (7, ))


def test_means_of_categories():
    policies = [Policy('a', ('cat', 'dog'), np.array([1., 3.])), Policy('b', ('cat', ), np.array([-3., -5.])),
                Policy('c', (), np.array([9., 9.]))]
    means = category_policies(policies)
    assert list(means) == ['cat', 'dog']  # the least first
    np.testing.assert_array_equal(means['cat'], [-1, -1])
    content = json.loads(json.dumps(report(policies, means, ['one', 'two'])))
    assert content['blocks'] == ['one', 'two']
    assert content['images'][1] == dict(image='b', categories=['cat'], mean=-4, scores=[-3, -5])
    assert content['categories'][1] == dict(name='dog', mean=2, scores=[1, 3])


def test_a_model_that_is_not_elastic(model):
    cfg, _ = model
    cfg.model.backbone.elastic = None
    with pytest.raises(UsageError, match='ElasticResNeXt has no Elastic layer: give a config whose backbone has'):
        ScalePolicyInferencer(cfg, None, device='cpu')
    with pytest.raises(UsageError, match='Linear has no Elastic layer'):
        scale_policy(torch.nn.Linear(1, 1), torch.zeros(1))


def test_a_layer_whose_paths_are_of_ones_own():
    layer = ElasticSettings().build(lambda units, dilation: torch.nn.Conv2d(3, 4, 1), 2, 3, 4)
    with pytest.raises(UsageError, match="a path of '0' is a Conv2d without a part `middle`, whose outputs are scored"):
        scale_policy(torch.nn.Sequential(layer), torch.zeros(1, 3, 8, 8))


def call(monkeypatch, *args):
    monkeypatch.setattr(sys, 'argv', ['scale_policy.py', *map(str, args)])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_tool_on_a_data_set(model, root, monkeypatch, capsys):
    cfg, checkpoint = model
    cfg.dump(root / 'config.py')
    call(monkeypatch, root / 'config.py', checkpoint, '--split', 'val', '--out', root / 'out')
    assert {path.name for path in (root / 'out').iterdir()} == {
        'policy.json', 'images.png', 'blocks.png', 'categories.png'}
    content = json.loads((root / 'out/policy.json').read_text())
    means = [image['mean'] for image in content['images']]
    assert len(means) == 6
    assert means == sorted(means)
    assert {category['name'] for category in content['categories']} == set(CLASSES)
    assert len(content['blocks']) == len(content['images'][0]['scores']) == BLOCKS
    lines = capsys.readouterr().out.splitlines()
    assert f'{means[0]:+.4f}' in lines[1]
    assert lines[-1] == str(root / 'out')


def test_tool_on_an_image(model, root, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(root / 'config.py')
    call(monkeypatch, root / 'config.py', checkpoint, '--images', root / 'data/busy/0.png', '--out', root / 'out')
    assert not (root / 'out/categories.png').exists()
    assert cv2.imread(str(root / 'out/images.png')) is not None


def test_errors_of_the_tool_are_one_line(model, root, monkeypatch):
    cfg, checkpoint = model
    cfg.dump(root / 'config.py')
    with pytest.raises(SystemExit, match='mmuvp: error: .*none.png does not exist'):
        call(monkeypatch, root / 'config.py', checkpoint, '--images', root / 'none.png', '--out', root / 'out')
    for source in (('--split', 'val', '--count', 0), ('--images', root / 'data/busy', '--count', 1)):
        with pytest.raises(SystemExit, match='mmuvp: error: --count is a number of images, 1 or more'):
            call(monkeypatch, root / 'config.py', checkpoint, *source, '--out', root / 'out')
    assert not (root / 'out').exists()
