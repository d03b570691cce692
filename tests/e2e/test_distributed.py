import json
import pickle
import socket
import subprocess
from pathlib import Path

import pytest
import torch

TOOLS = Path(__file__).parents[2] / 'tools'


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return str(listener.getsockname()[1])


@pytest.fixture(scope='module')
def dist(environment):
    """Function that runs a script of two gloo processes and returns what it prints."""
    def run(script, *arguments):
        result = subprocess.run(
            ['bash', TOOLS / script, *map(str, arguments)], capture_output=True, text=True, check=False,
            env={**environment, 'PORT': free_port(), 'CUDA_VISIBLE_DEVICES': ''})
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout + result.stderr
    return run


@pytest.mark.slow
def test_two_processes_train_together_and_score_as_one(tiny_config, tmp_path, dist, run_tool, read_losses):
    options = ['--cfg-options', 'train_cfg.max_iters=6', 'train_cfg.val_interval=6', 'sync_bn=torch']
    output = dist('dist_train.sh', tiny_config, 2, '--work-dir', tmp_path / 'two', *options)
    assert 'communicate over gloo' in output
    assert 'batch norm is not synchronised' in output
    assert len(read_losses(tmp_path / 'two')) == 6

    checkpoint = tmp_path / 'two' / 'iter_6.pth'
    one = run_tool('test.py', tiny_config, checkpoint, '--work-dir', tmp_path, '--out', tmp_path / 'one.pkl')
    assert one.returncode == 0, one.stderr
    # 21 pictures do not divide by two: the one that is seen twice must not count twice
    dist('dist_test.sh', tiny_config, checkpoint, 2, '--work-dir', tmp_path, '--out', tmp_path / 'both.pkl')
    assert json.loads((tmp_path / 'both.json').read_text()) == json.loads((tmp_path / 'one.json').read_text())
    one, both = (pickle.loads((tmp_path / name).read_bytes()) for name in ('one.pkl', 'both.pkl'))
    assert [sample['img_path'] for sample in one] == [sample['img_path'] for sample in both]
    for alone, shared in zip(one, both, strict=True):
        torch.testing.assert_close(alone['pred_score'], shared['pred_score'])


@pytest.mark.slow
def test_panoptic_quality_of_two_processes_is_that_of_one(tmp_path, dist, run_tool):
    config, root = tmp_path / 'shifted.py', tmp_path / 'scenes'
    config.write_text(f'''_base_ = 'mmuvp::kmax_deeplab/kmax_r18_scenes.py'
custom_imports = dict(imports=['mmuvp', 'shifted_truth'], _delete_=True)
model = dict(_delete_=True, type='mmuvp.ShiftedTruth')
spec = dict(num_train=2, num_val=9, width=64, height=48, difficulty='medium', seed=0)
data = dict(data_root={str(root)!r}, spec=dict(_delete_=True, **spec))
val_dataloader = dict(num_workers=0, persistent_workers=False, batch_size=2, dataset=data)
test_dataloader = val_dataloader
test_evaluator = dict(ann_file='{root}/annotations/panoptic_val.json', seg_prefix='{root}/annotations/panoptic_val')
''')
    checkpoint = tmp_path / 'shift.pth'
    torch.save({'shift': torch.tensor(3.)}, checkpoint)
    one = run_tool('test.py', config, checkpoint, '--work-dir', tmp_path, '--out', tmp_path / 'one.pkl')
    assert one.returncode == 0, one.stderr
    dist('dist_test.sh', config, checkpoint, 2, '--work-dir', tmp_path, '--out', tmp_path / 'both.pkl')
    scores, both = (json.loads((tmp_path / name).read_text()) for name in ('one.json', 'both.json'))
    assert both == scores
    assert 10 < scores['pq/PQ'] < 95
    panoptic = [[sample['pred_panoptic_seg']['png'] for sample in pickle.loads((tmp_path / name).read_bytes())]
                for name in ('one.pkl', 'both.pkl')]
    assert panoptic[0] == panoptic[1]
    assert len(panoptic[0]) == 9
