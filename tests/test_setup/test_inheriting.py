"""Configs of another project that inherit those of the installed package by ``mmuvp::``."""
import pytest
from mmengine.config import Config
from mmengine.dataset import Compose
from mmengine.registry import DefaultScope

import mmuvp


def check_pipelines(cfg):
    """Build the pipelines as a data set does: in the scope of the package whose config wrote it."""
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        with DefaultScope.overwrite_default_scope(loader.dataset.get('_scope_', 'mmuvp')):
            assert len(Compose(loader.dataset.pipeline).transforms) == len(loader.dataset.pipeline)


@pytest.mark.parametrize('name', [
    'remax/remax_r18_scenes.py', 'remax/remax_r50_coco.py', 'remax/remax_r50_cityscapes.py',
    'remax/remax_r50_ade20k_641.py'])
def test_inherited_config_builds(name, tmp_path):
    """mmengine builds what is inherited so in the scope ``mmuvp``, where mmdet's names need their scope."""
    path = tmp_path / 'config.py'
    path.write_text(f"_base_ = 'mmuvp::{name}'\nmodel = dict(panoptic_head=dict(num_queries=50))\n")
    cfg = Config.fromfile(path)
    cfg.model.backbone.pop('init_cfg', None)
    model = mmuvp.get_model(cfg)
    assert model.panoptic_head.num_things_classes == cfg.model.panoptic_head.num_things_classes
    check_pipelines(cfg)


@pytest.mark.parametrize('name', [
    'axial_deeplab/axial-resnet-s_conv-stem_in1k.py', 'axial_deeplab/axial-resnet-26_cifar-stem_cifar10.py'])
def test_inherited_classifier_builds(name, tmp_path):
    path = tmp_path / 'config.py'
    path.write_text(f"_base_ = 'mmuvp::{name}'\nmodel = dict(head=dict(num_classes=7))\n")
    cfg = Config.fromfile(path)
    assert mmuvp.get_model(cfg).head.fc.out_features == 7
    check_pipelines(cfg)
