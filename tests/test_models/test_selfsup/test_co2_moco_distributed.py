"""Two processes against one that has the whole batch."""
import pytest
import torch
import torch.distributed
import torch.multiprocessing
from contrastive_models import CONSISTENCY, QUEUE, draw_views, small_moco
from mmengine.model import MMDistributedDataParallel

STEPS, IMAGES = 3, 6


def train(model, rank=0, processes=1):
    """Train on this process's share of each batch, and return the losses."""
    optimizer, share, losses = torch.optim.SGD(model.parameters(), lr=0.1), IMAGES // processes, []
    for step in range(STEPS):
        views = [view[rank * share:(rank + 1) * share] for view in draw_views(IMAGES, step)]
        torch.manual_seed(10 * step + rank)  # the order of shuffled images is that of the first process
        found = model(views, mode='loss')
        loss = found['loss_ins'] + found['loss_con']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def work(rank, norm, folder):
    """What one of two processes does: its state goes to a file."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group('gloo', init_method=f'file://{folder}/store', rank=rank, world_size=2)
    model = small_moco(norm=norm, consistency=CONSISTENCY)
    losses = train(MMDistributedDataParallel(model, broadcast_buffers=False), rank, 2)
    torch.save(dict(state=model.state_dict(), losses=losses), f'{folder}/{rank}.pth')
    torch.distributed.destroy_process_group()


@pytest.fixture(scope='module')
def run_two(tmp_path_factory):
    """Function that trains in two processes and returns what each has written."""
    def run(norm):
        folder = tmp_path_factory.mktemp(norm)
        torch.multiprocessing.spawn(work, (norm, str(folder)), nprocs=2)
        return [torch.load(folder / f'{rank}.pth') for rank in range(2)]
    return run


@pytest.mark.slow
def test_two_processes_have_the_queue_of_one(run_two):
    model = small_moco(norm='GN', consistency=CONSISTENCY)
    losses = train(model)
    both = run_two('GN')
    assert model.queue_ptr.tolist() == [STEPS * IMAGES % QUEUE]
    for process in both:
        torch.testing.assert_close(process['state'], model.state_dict(), rtol=1e-4, atol=1e-5)
    means = [sum(shares) / 2 for shares in zip(*(process['losses'] for process in both), strict=True)]
    assert means == pytest.approx(losses, rel=1e-4)


@pytest.mark.slow
def test_batch_statistics_of_keys_are_those_of_shuffled_halves(run_two):
    """The first keys are those of a single process that encodes its shuffled keys in two groups."""
    first, second = (process['state'] for process in run_two('BN'))
    torch.testing.assert_close(first['queue'], second['queue'], rtol=0, atol=0)
    assert first['queue_ptr'] == second['queue_ptr'] == STEPS * IMAGES % QUEUE
    torch.manual_seed(0)
    first_half = set(torch.randperm(IMAGES)[:IMAGES // 2].tolist())
    assert first_half not in ({0, 1, 2}, {3, 4, 5}), 'the seed mixes no halves'
    images = draw_views(IMAGES, 0)[1]
    keys = []
    for groups in (2, 1):
        model = small_moco(consistency=CONSISTENCY, key_groups=groups)
        torch.manual_seed(0)
        keys.append(model.encode_keys(images))
    torch.testing.assert_close(first['queue'][:, :IMAGES].T, keys[0], rtol=1e-4, atol=1e-5)
    assert (keys[0] - keys[1]).abs().max() > 1e-3
