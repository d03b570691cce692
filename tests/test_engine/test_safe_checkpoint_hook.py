from pathlib import Path

import pytest
import torch
from mmengine.fileio import get_file_backend

from mmuvp.engine.hooks.safe_checkpoint_hook import AtomicLocalBackend, latest_checkpoint
from mmuvp.registry import HOOKS


@pytest.fixture
def save(tmp_path):
    def run(name):
        torch.save({'w': torch.zeros(300)}, tmp_path / name)
        return tmp_path / name
    return run


class TestAtomicBackend:

    def test_writes_what_it_is_given(self, tmp_path):
        backend = get_file_backend(tmp_path, backend_args={'backend': 'mmuvp.atomic'})
        backend.put(b'new', str(tmp_path / 'folder' / 'x.pth'))
        assert (tmp_path / 'folder' / 'x.pth').read_bytes() == b'new'
        assert [path.name for path in (tmp_path / 'folder').iterdir()] == ['x.pth']

    def test_death_while_writing_leaves_the_old_file(self, tmp_path, monkeypatch):
        (tmp_path / 'x.pth').write_bytes(b'old')

        def die(*args):
            raise KeyboardInterrupt

        monkeypatch.setattr('os.fsync', die)
        with pytest.raises(KeyboardInterrupt):
            AtomicLocalBackend().put(b'new', tmp_path / 'x.pth')
        assert (tmp_path / 'x.pth').read_bytes() == b'old'


class Runner:
    """As much of a Runner as the hook needs."""

    def __init__(self, work_dir):
        from mmengine.logging import MessageHub, MMLogger
        self.work_dir, self.iter, self.epoch = str(work_dir), 0, 0
        self.logger = MMLogger.get_instance('test_safe_checkpoint_hook')
        self.message_hub = MessageHub('test_safe_checkpoint_hook')
        self.present = []

    def save_checkpoint(self, out_dir, filename, *args, backend_args=None, **kwargs):
        self.present.append(sorted(path.name for path in Path(out_dir).glob('*.pth')))
        get_file_backend(out_dir, backend_args=backend_args).put(b'x', str(Path(out_dir, filename)))


def test_the_old_checkpoint_is_there_until_the_new_one_is_complete(tmp_path):
    hook = HOOKS.build({'type': 'mmuvp.SafeCheckpointHook', 'by_epoch': False, 'interval': 1, 'max_keep_ckpts': 1,
                        'save_best': 'PQ', 'rule': 'greater', 'save_last': False})
    runner = Runner(tmp_path)
    hook.before_train(runner)
    for step in range(3):
        hook.after_train_iter(runner, 0)
        runner.iter += 1
        hook.after_val_epoch(runner, {'PQ': step})
    assert sorted(path.name for path in tmp_path.glob('*.pth')) == ['best_PQ_iter_3.pth', 'iter_3.pth']
    # each step writes the checkpoint, the best one, and the checkpoint again, which notes the best one
    for step in (1, 2):
        assert f'iter_{step}.pth' in runner.present[3 * step]
        assert f'best_PQ_iter_{step}.pth' in runner.present[3 * step + 1]


@pytest.mark.parametrize('save_best', [None, 'PQ'])
def test_validation_alone_writes_nothing(tmp_path, save_best):
    hook = HOOKS.build({'type': 'mmuvp.SafeCheckpointHook', 'save_best': save_best, 'rule': 'greater'})
    hook.after_val_epoch(Runner(tmp_path), {'PQ': 1})
    assert list(tmp_path.iterdir()) == []


class TestLatestCheckpoint:

    def test_none(self, tmp_path):
        assert latest_checkpoint(tmp_path) is None
        assert latest_checkpoint(tmp_path / 'none') is None

    def test_the_one_that_is_noted(self, tmp_path, save):
        save('iter_9.pth')
        (tmp_path / 'last_checkpoint').write_text(str(save('iter_5.pth')))
        assert latest_checkpoint(tmp_path).name == 'iter_5.pth'

    @pytest.mark.parametrize('note', ['', 'none.pth'])
    def test_the_latest_if_the_note_is_of_no_use(self, tmp_path, save, note):
        for name in ('iter_9.pth', 'iter_10.pth', 'best_PQ_iter_11.pth', 'other.pth'):
            save(name)
        (tmp_path / 'last_checkpoint').write_text(note)
        assert latest_checkpoint(tmp_path).name == 'iter_10.pth'

    def test_files_that_were_cut_off_do_not_count(self, tmp_path, save):
        save('epoch_1.pth')
        cut = save('epoch_2.pth')
        cut.write_bytes(cut.read_bytes()[:-100])
        (tmp_path / 'last_checkpoint').write_text(str(cut))
        assert latest_checkpoint(tmp_path).name == 'epoch_1.pth'
