"""What the configs say, against the recipes."""
import pytest

COCO = dict(thing_threshold=0.7, stuff_threshold=0.5, overlap_threshold=0.8)
CITYSCAPES = dict(thing_threshold=0.5, stuff_threshold=0.3, overlap_threshold=0.9, mask_power=0)
ADE20K = dict(thing_threshold=0.4, stuff_threshold=0.4, overlap_threshold=0.8)
RECIPES = [  # name, learning rate, weight decay, batch, iterations
    ('kmax_r50_coco', 5e-4, 0.05, 64, 150000),
    ('kmax_r50_cityscapes', 3e-4, 0.05, 32, 60000),
    ('kmax_r50_ade20k_641', 5e-4, 0.05, 64, 100000),
    ('kmax_r50_coco_50k', 5e-4, 0.05, 64, 50000),
    ('remax_r50_coco', 6e-3, 0.005, 64, 50000),
    ('remax_r50_coco_100k', 6e-3, 0.005, 64, 100000),
    ('remax_r50_coco_150k', 6e-3, 0.02, 64, 150000),
    ('remax_r50_coco_200k', 6e-3, 0.02, 64, 200000),
    ('remax_r50_cityscapes', 3e-3, 0.005, 32, 60000),
    ('remax_r50_ade20k_1281', 6e-3, 0.005, 64, 100000),
]


def test_name_tells_model_backbone_and_data(name):
    data = ('coco', 'cityscapes', 'ade20k', 'scenes')
    assert name.count('_') >= 2
    assert any(part.startswith(data) for part in name.split('_')[2:])


@pytest.mark.parametrize(('name', 'expected'), [
    ('kmax_r50_coco', COCO), ('remax_r50_coco', COCO), ('remax-t_mobilenet-v3-small_coco', COCO),
    ('kmax_convnext-large_cityscapes', CITYSCAPES), ('remax_mobilenet-v3-large_cityscapes', CITYSCAPES),
    ('kmax_r50_ade20k_1281', ADE20K), ('remax_r50_ade20k_641', ADE20K)])
def test_post_processing(name, expected, read_config):
    assert read_config(name).model.test_cfg == expected


@pytest.mark.parametrize(('name', 'learning_rate', 'weight_decay', 'batch', 'iterations'), RECIPES)
def test_recipe(name, learning_rate, weight_decay, batch, iterations, read_config):
    cfg = read_config(name)
    assert cfg.optim_wrapper.optimizer == dict(type='AdamW', lr=learning_rate, weight_decay=weight_decay)
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_iters == iterations
    warm_up, *decay = cfg.param_scheduler
    assert (warm_up.begin, warm_up.end) == (0, 5000)
    if name.startswith('remax'):
        assert decay[0].milestones == [0.85 * iterations, 0.95 * iterations]
    else:
        assert (decay[1].begin, decay[1].end) == (5000, iterations)
        assert decay[0].gamma == (1 - 5000 / iterations) ** 0.9


def test_inputs_fit_the_model(name, read_config):
    """Data and model agree in their classes, and both heads of the model do."""
    cfg = read_config(name)
    head, fusion = cfg.model.panoptic_head, cfg.model.panoptic_fusion_head
    classes = (head.num_things_classes, head.num_stuff_classes)
    assert classes == (fusion.num_things_classes, fusion.num_stuff_classes)
    expected = dict(
        CocoPanopticDataset=(80, 53), CityscapesPanopticDataset=(8, 11), ADE20KPanopticDataset=(100, 50),
        ScenesPanopticDataset=(8, 6))
    dataset = cfg.val_dataloader.dataset
    while 'dataset' in dataset:
        dataset = dataset.dataset
    assert classes == expected[dataset.type.removeprefix('mmuvp.')]
