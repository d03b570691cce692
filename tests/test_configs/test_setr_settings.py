"""What the configs of SETR say, against the recipes."""
import pytest
from mmengine.hub import get_config
from mmengine.optim import build_optim_wrapper
from reduction import build
from tasks import task_of
from test_schedules import learning_rates

import mmuvp

RECIPES = [  # name, learning rate, batch, iterations, crop, stride, classes
    ('setr-naive_vit-large_cityscapes_40k', 0.01, 8, 40000, 768, 512, 19),
    ('setr-pup_vit-base_cityscapes_80k', 0.01, 8, 80000, 768, 512, 19),
    ('setr-mla_deit-base_cityscapes_80k', 0.002, 8, 80000, 768, 512, 19),
    ('setr-pup_vit-large_cityscapes_100k', 0.01, 8, 100000, 768, 512, 19),
    ('setr-naive_vit-large_ade20k', 0.01, 16, 160000, 512, 341, 150),
    ('setr-mla_beit-large_ade20k', 0.001, 16, 160000, 512, 341, 150),
    ('setr-pup_deit-base_ade20k', 0.001, 16, 160000, 512, 341, 150),
    ('setr-naive_vit-large_pascal-context', 0.01, 16, 80000, 480, 320, 60),
    ('setr-mla_vit-large_pascal-context', 0.001, 16, 80000, 480, 320, 60),
]
AUXILIARY = {'naive_vit-large': (9, 14, 19), 'naive_vit-base': (2, 5, 8), 'pup_vit-large': (9, 14, 19, 23),
             'pup_deit-base': (4, 7, 9, 11), 'mla_vit-large': (5, 11, 17, 23), 'mla_vit-base': (2, 5, 8, 11),
             'naive_beit-large': (9, 14, 19),
             'mla_beit-large': (5, 11, 17, 23), 'pup_hybrid-base': (4, 7, 9, 11)}


@pytest.mark.parametrize(('name', 'rate', 'batch', 'iterations', 'crop', 'stride', 'classes'), RECIPES)
def test_recipe(name, rate, batch, iterations, crop, stride, classes, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='SGD', lr=rate, momentum=0.9, weight_decay=0.0)
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_iters == iterations
    assert cfg.model.test_cfg == dict(mode='slide', crop_size=(crop, crop), stride=(stride, stride))
    assert cfg.model.backbone.img_size == crop
    assert cfg.data_preprocessor.size == (crop, crop)
    train = {step.type.rpartition('.')[2]: step for step in cfg.train_dataloader.dataset.pipeline}
    assert train['RandomCrop'].crop_size == (crop, crop)
    assert train['RandomResize'].ratio_range == (0.5, 2.0)
    assert train['CheckSegMap'].num_classes == classes


def test_rate_falls_with_the_power_0p9_to_its_least(read_config):
    cfg = read_config('setr-pup_vit-large_cityscapes_40k')
    least = 1e-4  # here of a rate of 1
    expected = [1, (1 - least) * 0.5 ** 0.9 + least, least]
    assert learning_rates(cfg, [0, 20000, 40000]) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize('decoder', ['naive', 'pup', 'mla'])
def test_heads_learn_ten_times_as_fast(decoder, read_config):
    cfg = read_config(f'setr-{decoder}_vit-base_cityscapes_80k')
    model = build(task_of(cfg.model).reduce_model(cfg), 'mmseg')
    rates = {id(p): group['lr'] for group in build_optim_wrapper(model, cfg.optim_wrapper).optimizer.param_groups
             for p in group['params']}
    rate = cfg.optim_wrapper.optimizer.lr
    for key, parameter in model.named_parameters():
        is_head = key.startswith(('decode_head', 'auxiliary_head'))  # not the neck of MLA
        assert rates[id(parameter)] == pytest.approx(rate * (10 if is_head else 1)), key


@pytest.mark.parametrize(('model', 'blocks'), AUXILIARY.items())
def test_auxiliary_heads_read_the_blocks_of_the_paper(model, blocks, read_config):
    cfg = read_config(f'setr-{model}_cityscapes_80k')
    backbone = cfg.model.backbone.get('transformer', cfg.model.backbone)
    heads = cfg.model.auxiliary_head
    if 'mla' in model:
        assert tuple(backbone.out_indices) == blocks
        assert [head.in_index for head in heads] == [3, 2, 1, 0]  # the neck gives the deepest first
    else:
        assert tuple(backbone.out_indices[head.in_index] for head in heads) == blocks
        assert cfg.model.decode_head.in_index == 3
    assert {head.loss_decode.loss_weight for head in heads} == {0.4}


@pytest.mark.parametrize(('name', 'long', 'window'), [
    ('setr-pup_vit-large_cityscapes_80k', 2049, 768), ('setr-pup_vit-large_ade20k', 2048, 512),
    ('setr-mla_vit-large_pascal-context', 520, 480)])
def test_scales_and_flips_of_the_multi_scale_test(name, long, window, read_config):
    scales, flips, *_ = read_config(name).tta_pipeline[1].transforms
    assert [scale.scale[0] for scale in scales] == [int(long * ratio) for ratio in (0.5, 0.75, 1, 1.25, 1.5, 1.75)]
    assert {scale.window for scale in scales} == {window}
    assert [flip.prob for flip in flips] == [0, 1]


@pytest.mark.parametrize(('data', 'window'), [('cityscapes_80k', 768), ('ade20k', 512), ('pascal-context', 480)])
@pytest.mark.parametrize('decoder', ['naive', 'pup', 'mla'])
def test_every_encoder_has_each_decoder_and_data_set(decoder, data, window, read_config):
    large, base, deit, beit, hybrid = (read_config(f'setr-{decoder}_{encoder}_{data}') for encoder in (
        'vit-large', 'vit-base', 'deit-base', 'beit-large', 'hybrid-base'))
    for cfg in (base, deit, beit, hybrid):
        assert cfg.optim_wrapper == large.optim_wrapper
        assert cfg.model.test_cfg == large.model.test_cfg
    for cfg, host in ((beit.model.backbone, large), (deit.model.backbone, base)):
        assert cfg.img_size == window
        assert cfg.out_indices == host.model.backbone.out_indices
    assert hybrid.model.backbone.transformer.img_size == window // 16
    assert deit.model.backbone.init_cfg.checkpoint == 'pretrain/deit-base-distilled_p16_384.pth'
    for head in ('decode_head', 'auxiliary_head'):
        assert hybrid.model[head] == base.model[head]
        assert beit.model[head] == large.model[head]


def test_ablations(read_config):
    assert read_config('setr-pup_vit-large_cityscapes_40k_random').model.backbone.init_cfg is None
    assert read_config('setr-naive_vit-large_cityscapes_80k_no-aux').model.auxiliary_head is None
    head = build(read_config('setr-pup-2step_vit-large_cityscapes_80k').model.decode_head, 'mmseg')
    assert [up[-1].scale_factor for up in head.up_convs] == [4, 4]


@pytest.mark.parametrize(('name', 'stock_name', 'batch', 'window'), [
    ('fcn_r101-in21k_cityscapes_40k', 'fcn_r101-d8_4xb2-40k_cityscapes-769x769', 8, 768),
    ('fcn_r101-in21k_ade20k', 'fcn_r101-d8_4xb4-160k_ade20k-512x512', 16, 512)])
def test_fcn_is_that_of_mmseg(name, stock_name, batch, window, read_config):
    """But for its weights, and with SETR's windows."""
    cfg, stock = read_config(name), get_config(f'mmseg::fcn/{stock_name}.py')
    assert cfg.optim_wrapper.optimizer == stock.optim_wrapper.optimizer
    assert not cfg.optim_wrapper.paramwise_cfg
    assert cfg.train_cfg.max_iters == stock.train_cfg.max_iters
    assert dict(stock.param_scheduler[0]).items() <= dict(cfg.param_scheduler[0], _scope_='mmseg').items()
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.model.test_cfg.crop_size == (window, window)
    for head in ('decode_head', 'auxiliary_head'):
        for key in ('in_channels', 'channels', 'num_convs', 'dropout_ratio', 'num_classes'):
            assert cfg.model[head][key] == stock.model[head][key]
    for key in ('depth', 'strides', 'dilations', 'contract_dilation'):
        assert cfg.model.backbone[key] == stock.model.backbone[key]


def test_heads_start_as_published():
    """As PyTorch's layers do: uniform within the square root of one by the number of inputs."""
    model = mmuvp.get_model('setr-pup_vit-base_cityscapes_80k', cfg_options={'model.backbone.init_cfg': None})
    model.decode_head.init_weights()
    for conv in (model.decode_head.up_convs[1][0].conv, model.decode_head.conv_seg):
        bound = conv.weight[0].numel() ** -0.5
        assert 0.98 * bound < conv.weight.detach().abs().max() <= bound
