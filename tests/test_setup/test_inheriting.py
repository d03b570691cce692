"""Configs of another project that inherit those of the installed package by ``mmuvp::``."""
import pytest
from mmengine.config import Config
from mmengine.dataset import Compose
from mmengine.registry import DefaultScope

import mmuvp


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
    with DefaultScope.overwrite_default_scope('mmuvp'):
        for loader in (cfg.train_dataloader, cfg.val_dataloader):
            assert len(Compose(loader.dataset.pipeline).transforms) == len(loader.dataset.pipeline)
