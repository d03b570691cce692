"""The configs of GroupViT's pre-training against its recipe and its tables."""
import pytest
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates_of_epochs

ONE_STAGE = 'groupvit-one-stage_vit-small_cc12m'
PUBLISHED = 'groupvit-two-stage_vit-small_gcc-yfcc'
FULL_SIZE = [
    PUBLISHED, 'groupvit-two-stage_vit-small_gcc-redcaps', ONE_STAGE, f'{ONE_STAGE}-yfcc',
    'groupvit-two-stage_vit-small_cc12m', 'groupvit-two-stage_vit-small_cc12m-yfcc']


def built(name, read_config):
    """The model of a config, made small."""
    cfg = read_config(name)
    return build(task_of(cfg.model).reduce_model(cfg), 'mmpretrain')


@pytest.mark.parametrize('name', FULL_SIZE)
def test_recipe(name, read_config):
    """Section 4.1, and where the published configs differ from it, those."""
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(
        type='AdamW', lr=1.6e-3, weight_decay=0.05, betas=(0.9, 0.999), eps=1e-8)
    assert cfg.optim_wrapper.clip_grad == dict(max_norm=5.0)
    assert 16 * cfg.train_dataloader.batch_size == cfg.auto_scale_lr.base_batch_size == 4096
    assert cfg.train_cfg.max_epochs == 30
    assert cfg.model.backbone.drop_path_rate == 0.1
    warm_up, decay = cfg.param_scheduler
    assert (warm_up.begin, warm_up.end, decay.begin, decay.end) == (0, 2, 2, 30)
    assert 1.6e-3 * warm_up.start_factor == pytest.approx(4e-6)
    assert decay.eta_min == 4e-5
    assert learning_rates_of_epochs(cfg, [2, 16])[0] == pytest.approx(1)


def test_all_but_vectors_decay(read_config):
    cfg = read_config(PUBLISHED)
    model = built(PUBLISHED, read_config)
    wrapper = build_optim_wrapper(model, dict(cfg.optim_wrapper, type='OptimWrapper'))
    names = {id(parameter): key for key, parameter in model.named_parameters()}
    decayed = {}
    for group in wrapper.optimizer.param_groups:
        parameter, = group['params']
        key = names[id(parameter)]
        decayed[key] = group['weight_decay'] > 0
        assert decayed[key] == (parameter.ndim != 1), key
    for key in ('logit_scale', 'multi_label_logit_scale', 'backbone.pos_embed', 'backbone.stages.1.group_tokens',
                'text_encoder.network.token_embedding.weight', 'text_encoder.network.positional_embedding'):
        assert decayed[key], key


@pytest.mark.parametrize(('ablation', 'hard', 'prompts'), [
    ('_soft_captions', False, False), ('_captions', True, False), ('_soft', False, True), ('', True, True)])
def test_table_1(ablation, hard, prompts, read_config):
    model = built(ONE_STAGE + ablation, read_config)
    assert model.backbone.stages[0].grouping.assignment.hard == hard
    assert (model.multi_label_loss is not None) == prompts


@pytest.mark.parametrize(('ablation', 'groups', 'segments'), [
    ('_groups-16-4', 16, 4), ('_groups-16-8', 16, 8), ('_groups-32-8', 32, 8), ('', 64, 8),
    ('_groups-64-16', 64, 16)])
def test_table_2(ablation, groups, segments, read_config):
    stage, last = build(read_config(ONE_STAGE + ablation).model.backbone, 'mmpretrain').stages
    assert (stage.num_groups, stage.grouping.mixer.mlp[-1].out_features) == (groups, segments)
    assert [len(stage.blocks), len(last.blocks)] == [6, 6]
    assert stage.blocks[0].embed_dims == 384


@pytest.mark.parametrize(('name', 'positives'), [
    (ONE_STAGE, 'mean_of_logs'), (f'{ONE_STAGE}_log-of-sum', 'log_of_sum')])
def test_readings_of_equation_7(name, positives, read_config):
    assert built(name, read_config).multi_label_loss.positives == positives


@pytest.mark.parametrize(('name', 'folders'), [
    (PUBLISHED, ['cc3m', 'cc12m', 'yfcc14m']),
    ('groupvit-two-stage_vit-small_gcc-redcaps', ['cc3m', 'cc12m', 'redcaps12m']),
    (ONE_STAGE, ['cc12m']), (f'{ONE_STAGE}-yfcc', ['cc12m', 'yfcc14m'])])
def test_sources(name, folders, read_config):
    cfg = read_config(name)
    assert [source.partition('/')[0] for source in cfg.train_dataloader.dataset.sources] == folders
    assert (cfg.model.multi_label_loss is None) == ('redcaps' in name)
