"""iBOT's judgements of frozen features: what their configs say, and small ones on made-up files."""
from copy import deepcopy

import numpy as np
import pytest
from frozen_features import reduce_model
from PIL import Image
from reduction import build

from mmuvp.apis.runtime import build_runner
from mmuvp.datasets.imagenet_wnids import IMAGENET_WNIDS
from mmuvp.models.backbones.ibot_vit import ARCH_ZOO

WNIDS = [IMAGENET_WNIDS[label] for label in (0, 3, 7)]


@pytest.fixture
def evaluate(read_config, tmp_path):
    """Function that judges the small network of a config on made-up images of three classes."""
    write_imagenet(tmp_path / 'imagenet')

    def evaluate(name, **evaluator):
        cfg = deepcopy(read_config(name))
        cfg.model = reduce_model(cfg)
        cfg.test_evaluator.update(evaluator)
        loaders = [cfg.test_dataloader]
        if cfg.test_cfg.reference_dataloader is not None:
            loaders.append(cfg.test_cfg.reference_dataloader)
        for loader in loaders:
            loader.update(num_workers=0, persistent_workers=False, collate_fn=dict(type='default_collate'))
            loader.dataset.data_root = str(tmp_path / 'imagenet')
        cfg.custom_hooks, cfg.log_level, cfg.work_dir = [], 'WARNING', str(tmp_path / 'work')
        return build_runner(cfg).test()
    return evaluate


def write_imagenet(root):
    generator = np.random.default_rng(0)
    for split, count, lists in (('train', 4, ['train_1percent', 'train_10percent']), ('val', 2, ['val'])):
        lines = []
        for wnid in WNIDS:
            (root / split / wnid).mkdir(parents=True)
            for number in range(count):
                pixels = generator.integers(0, 256, (30, 40, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(root / split / wnid / f'{number}.JPEG')
                lines.append(f'{wnid}/{number}.JPEG {IMAGENET_WNIDS.index(wnid)}\n')
        for name in lists:
            (root / 'meta').mkdir(exist_ok=True)
            (root / f'meta/{name}.txt').write_text(''.join(lines))


@pytest.mark.parametrize('percent', [1, 10])
def test_knn(evaluate, percent):
    scores = evaluate(f'knn_ibot-vit-small_in1k-{percent}percent', k=(1, 12))
    assert scores['knn/top5_k12'] == 100  # all classes have votes
    assert 0 <= scores['knn/top1_k1'] <= 100


def test_logistic_regression(evaluate):
    scores = evaluate('logistic_ibot-vit-small_in1k-1percent')
    assert {f'logistic_regression/top1{suffix}' for suffix in ('', '_0.01', '_0.1', '_1')} == set(scores)


def test_clusters(evaluate):
    scores = evaluate('cluster_ibot-vit-small_in1k')
    assert set(scores) == {f'clusters/{key}' for key in ('acc', 'ari', 'nmi', 'fmi')}
    assert 0 < scores['clusters/acc'] <= 100


@pytest.mark.parametrize('size', ['small', 'base', 'large'])
def test_features_of_linear_probes(read_config, size):
    model = read_config(f'linear_ibot-vit-{size}_in1k').model
    arch = ARCH_ZOO[size]
    outer, backbone = model.backbone, model.backbone.backbone
    last = arch['num_layers']
    assert (outer.num_outputs, outer.get('mean_patches', False)) == ((4, False) if size == 'small' else (1, True))
    assert backbone.out_indices == list(range(last - outer.num_outputs, last))
    parts = outer.num_outputs + outer.get('mean_patches', False)
    assert model.head.in_channels == parts * arch['embed_dims']


@pytest.mark.parametrize(('name', 'window'), [('swin-tiny', 7), ('swin-tiny-w14', 14)])
def test_features_of_swin(read_config, name, window):
    model = read_config(f'linear_ibot-{name}_in1k').model
    assert model.head.in_channels == 2304
    assert model.backbone.backbone.get('window_size', 7) == window
    assert model.backbone.backbone.last_blocks == model.backbone.num_outputs == 4
    assert model.backbone.backbone.init_cfg.checkpoint == f'ibot_{name}_in1k.pth'


def test_recipe_of_linear_probes(read_config):
    cfg = read_config('linear_ibot-vit-small_in1k')
    assert cfg.optim_wrapper.optimizer == dict(type='SGD', lr=1024 / 256, momentum=0.9, weight_decay=0)
    assert cfg.auto_scale_lr.base_batch_size == 1024 == 8 * cfg.train_dataloader.batch_size
    assert cfg.param_scheduler == dict(type='CosineAnnealingLR', T_max=100, by_epoch=True)
    assert [step.type for step in cfg.train_dataloader.dataset.pipeline] == [
        'LoadImageFromFile', 'mmpretrain.RandomResizedCrop', 'RandomFlip', 'mmpretrain.PackInputs']


@pytest.mark.parametrize('count', [1, 7, 14, 56, 112, 196])
def test_parts(read_config, count):
    backbone = read_config(f'parts-{count}_ibot-vit-small_in1k').model.backbone
    assert (backbone.type, backbone.num_patches) == ('mmuvp.FrozenParts', count)
    assert (backbone.backbone.final_norm, backbone.backbone.out_type) == (False, 'raw')


@pytest.mark.parametrize('name', ['roxford5k', 'rparis6k'])
def test_landmarks(read_config, name):
    cfg = read_config(f'retrieval_ibot-vit-small_{name}')
    for loader in (cfg.test_dataloader, cfg.test_cfg.reference_dataloader):
        assert (loader.dataset.data_root, loader.dataset.ann_file) == (f'data/{name}', f'gnd_{name}.pkl')
    assert cfg.test_dataloader.dataset.queries
    assert 'queries' not in cfg.test_cfg.reference_dataloader.dataset


@pytest.mark.parametrize('name', ['knn', 'linear', 'fine-tune'])
def test_the_small_network_is_that_of_its_pretraining(read_config, name):
    backbone = read_config(f'{name}_ibot-vit-tiny_cifar10').model.backbone
    backbone = backbone.get('backbone', backbone)
    pretrained = read_config('ibot_vit-tiny_cifar10').model.backbone
    own, source = ({key: value.shape for key, value in build(network, 'mmpretrain').state_dict().items()}
                   for network in (dict(backbone, init_cfg=None), dict(pretrained, with_mask_token=False)))
    assert own == source


def test_the_pretraining_that_clusters(read_config):
    model = read_config('ibot_vit-small_in1k_k1000').model
    assert model.neck.out_channels == model.head.num_classes == 1000
