"""Small runs of self-supervised learning, which nearest neighbours judge."""
import pytest


@pytest.mark.parametrize(('name', 'network'), [
    ('ibot_vit-tiny_cifar10', 'teacher.backbone'), ('moco-v2_small_cifar10', 'backbone'),
    ('moco-v2-co2_small_cifar10', 'backbone')])
def test_neighbours_are_asked_before_during_and_after(name, network, read_config):
    cfg = read_config(name)
    assert 'mmuvp.InitialValidationHook' in [hook.type for hook in cfg.custom_hooks]
    assert cfg.train_cfg.max_epochs % cfg.train_cfg.val_interval == 0
    assert cfg.train_cfg.max_epochs > cfg.train_cfg.val_interval
    assert cfg.val_evaluator.type == cfg.test_evaluator.type == 'mmuvp.KNNAccuracy'
    for loop, stage in ((cfg.val_cfg, 'Val'), (cfg.test_cfg, 'Test')):
        assert loop.type == f'mmuvp.FrozenFeature{stage}Loop'
        assert loop.get('features', {}).get('network', 'backbone') == network
        judged, reference = cfg.val_dataloader.dataset, loop.reference_dataloader.dataset
        assert (judged.data_prefix, reference.data_prefix) == ('test', 'train')
        assert judged.pipeline == reference.pipeline
        assert reference.pipeline != cfg.train_dataloader.dataset.pipeline
