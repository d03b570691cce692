"""Segmentation by words through the tools, without training."""
import json
import pickle

import pytest

from mmuvp.apis.config import config_root


@pytest.fixture
def words_config(tmp_path):
    """Path of a config that asks a small random CLIP for the classes of three small scenes."""
    path = tmp_path / 'words.py'
    path.write_text(f'''_base_ = {str(config_root() / 'car/car_vit-tiny_scenes.py')!r}
arch = dict(
    embed_dim=16, vision_cfg=dict(image_size=32, patch_size=16, width=16, layers=3, head_width=8),
    text_cfg=dict(context_length=77, width=16, heads=2, layers=2))
clip = dict(_delete_=True, type='mmuvp.FrozenCLIP', arch=arch)
model = dict(car=dict(proposer=dict(clip=clip), classifier=dict(clip=clip)))
spec = dict(_delete_=True, num_train=1, num_val=3, width=48, height=40, difficulty='easy', seed=0)
test_dataloader = dict(
    num_workers=0, persistent_workers=False, dataset=dict(data_root={str(tmp_path / 'scenes')!r}, spec=spec))
''')
    return path


def test_a_frozen_network_is_tested_without_a_checkpoint(words_config, call_tool, tmp_path):
    out = tmp_path / 'out.pkl'
    arguments = words_config, '--work-dir', tmp_path / 'work', '--out', out
    assert call_tool('test.py', *arguments) is None
    metrics = json.loads(out.with_suffix('.json').read_text())
    assert {'mIoU', 'filter/absent_removed', 'filter/recall', 'filter/precision'} <= metrics.keys()
    samples = pickle.loads(out.read_bytes())
    assert len(samples) == 3
    assert all(sample['pred_sem_seg']['data'].shape == (1, 40, 48) for sample in samples)
    assert all(len(sample['kept_classes']) for sample in samples)


def test_a_checkpoint_is_refused(words_config, call_tool, tmp_path):
    message = call_tool('test.py', words_config, 'some.pth', '--work-dir', tmp_path / 'work')
    assert 'training-free' in message
