"""A frozen model under a distributed runner."""
import pytest
import torch
from mmengine.model import BaseModel, is_model_wrapper
from mmengine.runner import Runner
from torch import nn

WRAPPER = dict(type='mmuvp.FrozenReplica')


class Frozen(BaseModel):
    """Answers with the mean of its inputs times a weight that is not trained."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.), requires_grad=False)

    def forward(self, inputs, mode='tensor'):
        return [dict(mean=inputs.mean() * self.weight)]


@pytest.fixture
def one_process(tmp_path, monkeypatch):
    """A process group of this process alone."""
    monkeypatch.setenv('LOCAL_RANK', '0')
    torch.distributed.init_process_group('gloo', init_method=f'file://{tmp_path}/store', rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()


@pytest.mark.usefixtures('one_process')
def test_frozen_models_are_tested_on_several_devices(tmp_path):
    def runner(**cfg):
        return Runner(Frozen(), str(tmp_path), launcher='pytorch', log_level='WARNING', cfg=cfg,
                      experiment_name=f'frozen_{len(cfg)}')

    with pytest.raises(RuntimeError, match='any parameter'):
        runner()
    model = runner(model_wrapper_cfg=dict(WRAPPER)).model
    assert is_model_wrapper(model)
    batch = dict(inputs=torch.full((2, 3), 4.))
    assert model.test_step(batch) == model(**batch) == [dict(mean=8)]
