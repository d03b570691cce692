import mmengine.model
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import DefaultScope
from torch import nn

import mmuvp
from mmuvp.apis import strip_training_parts, training_only_prefixes
from mmuvp.checkpoints import CheckpointError
from mmuvp.registry import MODELS


class Head(nn.Module):
    training_only = ('auxiliary', 'unused')

    def __init__(self):
        super().__init__()
        self.main, self.auxiliary, self.unused = nn.Linear(1, 2), nn.Linear(1, 3), None

    def forward(self, x):
        return self.main(x) if self.auxiliary is None else (self.main(x), self.auxiliary(x))


@MODELS.register_module(force=True)
class ModelWithTrainingParts(mmengine.model.BaseModel):

    def __init__(self, data_preprocessor=None):
        super().__init__(data_preprocessor)
        self.head = Head()

    def forward(self, inputs, data_samples=None, mode='tensor'):
        return self.head(inputs)


CONFIG = Config({'model': {'type': 'mmuvp.ModelWithTrainingParts'}})
RESNET = Config({'default_scope': 'mmdet', 'model': {'type': 'RetinaNet', 'backbone': {
    'type': 'ResNet', 'depth': 18, 'init_cfg': {'type': 'Pretrained', 'checkpoint': 'torchvision://resnet18'}},
    'neck': {'type': 'FPN', 'in_channels': [64, 128, 256, 512], 'out_channels': 8, 'num_outs': 4},
    'bbox_head': {'type': 'RetinaHead', 'num_classes': 2, 'in_channels': 8, 'feat_channels': 8, 'stacked_convs': 1,
                  'anchor_generator': {'type': 'AnchorGenerator', 'octave_base_scale': 4, 'scales_per_octave': 1,
                                       'ratios': [1.0], 'strides': [4, 8, 16, 32]}}}})


def current_scope():
    scope = DefaultScope.get_current_instance()
    return scope and scope.scope_name


def test_plain_module_without_runner():
    scope = current_scope()
    model = mmuvp.get_model(RESNET, inference=True)
    assert not model.training
    scores, boxes = model(torch.rand(1, 3, 64, 64), mode='tensor')
    assert [tuple(score.shape) for score in scores] == [(1, 2, 64 // s, 64 // s) for s in (4, 8, 16, 32)]
    assert current_scope() == scope


def test_inference_leaves_out_training_parts():
    assert len(mmuvp.get_model(CONFIG)(torch.ones(1, 1))) == 2
    model = mmuvp.get_model(CONFIG, inference=True)
    assert model(torch.ones(1, 1)).shape == (1, 2)
    assert sorted(model.state_dict()) == ['head.main.bias', 'head.main.weight']
    assert not model.training


def test_training_parts_are_found_stripped_or_not():
    model = mmuvp.get_model(CONFIG)
    expected = ['head.auxiliary.', 'head.unused.']
    assert training_only_prefixes(model) == expected
    assert training_only_prefixes(strip_training_parts(model)) == expected
    assert training_only_prefixes(model.head) == ['auxiliary.', 'unused.']


def test_checkpoint_may_lack_training_parts(tmp_path):
    weights = {'head.main.weight': torch.ones(2, 1), 'head.main.bias': torch.ones(2)}
    torch.save({'state_dict': weights, 'meta': {'dataset_meta': {'classes': ('a', 'b')}}}, tmp_path / 'x.pth')
    model = mmuvp.get_model(CONFIG, tmp_path / 'x.pth')
    assert (model.head.main.bias == 1).all()
    assert model.dataset_meta == {'classes': ('a', 'b')}


def test_checkpoint_must_fit(tmp_path):
    torch.save({'state_dict': {'head.main.weight': torch.ones(2, 1)}}, tmp_path / 'x.pth')
    with pytest.raises(CheckpointError, match='x.pth is of another model:\n  it lacks head.main.bias'):
        mmuvp.get_model(CONFIG, tmp_path / 'x.pth')


def test_options_and_top_level_preprocessor():
    cfg = Config({**CONFIG, 'data_preprocessor': {'type': 'mmengine.ImgDataPreprocessor', 'mean': [1], 'std': [2]}})
    model = mmuvp.get_model(cfg, cfg_options={'data_preprocessor.std': [4]})
    assert model.data_preprocessor.std.item() == 4


def test_misspelt_constructor_argument_is_named():
    with pytest.raises(TypeError, match="'num_clases'"):
        mmuvp.get_model(RESNET, cfg_options={'model.bbox_head.num_clases': 3})
