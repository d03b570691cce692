"""Settings of caption sets, and that the small CLIP is the one that CaR reads."""
import pytest
from mmengine.config import Config

from mmuvp.apis.config import config_root

DATASETS = config_root() / '_base_/datasets'


@pytest.mark.parametrize(('name', 'folders', 'prompts'), [
    ('cc12m', {'cc12m'}, 3), ('cc12m_yfcc', {'cc12m', 'yfcc14m'}, 3), ('gcc_yfcc', {'cc3m', 'cc12m', 'yfcc14m'}, 3),
    ('gcc_redcaps', {'cc3m', 'cc12m', 'redcaps12m'}, 0)])
def test_sets_of_groupvit(name, folders, prompts):
    cfg = Config.fromfile(DATASETS / f'{name}_captions.py')
    data = cfg.train_dataloader.dataset
    assert {source.split('/')[0] for source in data.sources} == folders
    steps = {step.type.rpartition('.')[2]: step for step in data.pipeline}
    assert 'LoadImageFromFile' not in steps
    assert steps['RandomResizedCrop'].interpolation == 'bilinear'
    assert (steps['RandAugment'].magnitude_level, steps['RandAugment'].magnitude_std) == (9, 0.5)
    assert steps['RandomErasing'].erase_prob == 0.25
    assert steps.get('DrawNounPrompts', {}).get('num_prompts', 0) == prompts
    assert list(steps)[-2:] == ['TokenizeCaption', 'PackInputs']
    assert cfg.train_dataloader.batch_size * 16 == cfg.auto_scale_lr.base_batch_size == 4096
    assert cfg.train_dataloader.sampler is None
    assert cfg.custom_hooks == [dict(type='mmuvp.DatasetEpochHook')]
    assert cfg.val_dataloader is None
    assert cfg.val_evaluator is None


def test_car_reads_the_clip_that_is_trained(read_config):
    trained = read_config('clip_vit-tiny_scenes')
    frozen = Config.fromfile(config_root() / '_base_/models/frozen_clip_vit-tiny.py').clip
    training_only = dict(patch_dropout=trained.model.arch.vision_cfg.patch_dropout)
    assert trained.model.arch == dict(frozen.arch, vision_cfg=dict(frozen.arch.vision_cfg, **training_only))
    assert frozen.checkpoint == f'work_dirs/clip_vit-tiny_scenes/epoch_{trained.train_cfg.max_epochs}.pth'
    assert {'early_class_token', 'patch_mean'} <= set(trained.model.readouts)
