import pytest
import torch
from mmengine.config import Config
from mmengine.hub import get_config
from mmengine.model import BaseModel
from mmengine.registry import MODELS, DefaultScope
from torch import nn

from mmuvp.apis import get_complexity
from mmuvp.apis.complexity import default_shape


class Head(nn.Module):
    training_only = ('auxiliary',)

    def __init__(self):
        super().__init__()
        self.project, self.auxiliary = nn.Linear(4, 5), nn.Linear(4, 7)

    def scores(self, x):
        return self.project.forward(x.mean((2, 3)))


class Model(BaseModel):

    def __init__(self, real=False):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4))
        self.attention = nn.TransformerEncoderLayer(4, 1, 8, batch_first=True)
        self.head, self.real = Head(), real

    def forward(self, inputs, data_samples, mode='tensor'):
        assert data_samples[0].img_shape == tuple(inputs.shape[-2:])
        x = self.backbone(inputs)
        if self.real and x.min().item() > x.max().item():
            raise AssertionError
        x = self.attention(x.flatten(2).mT).mT.unflatten(2, x.shape[-2:])
        return self.head.scores(x)


@pytest.mark.parametrize('real', [False, True])
def test_counts(real):
    model = Model(real)
    complexity = get_complexity(model, (8, 12))
    tokens = 4 * 6
    convolution = tokens * 4 * 27
    attention = tokens * 4 * 4 * 4 + 2 * tokens * tokens * 4 + 2 * tokens * 4 * 8
    assert complexity.modules['backbone'] == (4 * 27 + 8, convolution)
    assert complexity.modules['attention'][1] == attention
    assert complexity.modules['head'] == complexity.modules['head.project'] == (25, 20)
    assert complexity.macs == convolution + attention + 20
    assert complexity.training_parameters == complexity.parameters + 35
    assert model.head.auxiliary is not None
    assert model.head.project.weight.device.type == 'cpu'
    assert torch.backends.mha.get_fastpath_enabled()


def stock_detector(config, device='meta'):
    """One of mmdet, from random weights."""
    cfg = get_config(f'mmdet::{config}')
    with torch.device(device), DefaultScope.overwrite_default_scope('mmdet'):
        return MODELS.build(dict(cfg.model, backbone=dict(cfg.model.backbone, init_cfg=None)))


def test_two_stages():
    """Mask R-CNN with ResNet-50 costs what papers print of it: 44 M and 260 G."""
    complexity = get_complexity(stock_detector('mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py'), (800, 1280))
    assert (complexity.parameters / 1e6, complexity.macs / 1e9) == pytest.approx((44.2, 260), rel=5e-3)
    linear = 1000 * (256 * 7 * 7 * 1024 + 1024 * 1024 + 1024 * (81 + 320))
    assert complexity.modules['roi_head.bbox_head'][1] == linear
    pixels = 100 * 14 * 14
    assert complexity.modules['roi_head.mask_head'][1] == pixels * (4 * 256 * 256 * 9 + 4 * 256 * 256 + 4 * 256 * 80)


def test_two_stages_that_share_a_part():
    """Each of the 1000 proposals passes the last stage of ResNet-50, which halves 14 x 14 pixels."""
    complexity = get_complexity(stock_detector('faster_rcnn/faster-rcnn_r50-caffe_c4-1x_coco.py'), (320, 320))
    first = 1024 * 512 + 9 * 512 * 512 + 512 * 2048 + 1024 * 2048
    others = 2 * (2048 * 512 + 9 * 512 * 512 + 512 * 2048)
    assert complexity.modules['roi_head.shared_head'][1] == 1000 * 49 * (first + others)


def test_two_stages_of_other_kinds():
    """The head of Double-Head R-CNN sees two maps of each region, so that the model is run."""
    model = stock_detector('double_heads/dh-faster-rcnn_r50_fpn_1x_coco.py', 'cpu')
    model.test_cfg.rpn.max_per_img = model.rpn_head.test_cfg.max_per_img = 5
    complexity = get_complexity(model, (64, 96))
    assert complexity.modules['roi_head.bbox_head.fc_branch'][1] == 5 * (256 * 7 * 7 * 1024 + 1024 * 1024)


def test_table():
    lines = get_complexity(Model(), (8, 12)).table(depth=1).splitlines()
    assert [line.split()[0] for line in lines] == ['module', 'backbone', 'attention', 'head', 'total', 'total']


@pytest.mark.parametrize(('transform', 'expected'), [
    ({'type': 'mmuvp.FixedSizePad', 'size': (30, 20)}, (20, 30)),
    ({'type': 'CenterCrop', 'crop_size': 224}, (224, 224)),
    ({'type': 'Resize', 'scale': (30, 20)}, (20, 30)),
    ({'type': 'Resize', 'scale': (30, 20), 'keep_ratio': True}, None),
])
def test_default_shape(transform, expected):
    dataset = {'type': 'Wrapper', 'dataset': {'type': 'Data', 'pipeline': [transform, {'type': 'PackInputs'}]}}
    assert default_shape(Config({'test_dataloader': {'dataset': dataset}})) == expected
