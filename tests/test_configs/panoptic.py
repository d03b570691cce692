"""Models of panoptic segmentation: how their configs are made small, fed and checked."""
import reduction
from reduction import build

SCOPE = 'mmdet'
CLASSES = dict(CocoPanopticDataset=(80, 53), CityscapesPanopticDataset=(8, 11), ADE20KPanopticDataset=(100, 50),
               MapillaryPanopticDataset=(37, 28), ScenesPanopticDataset=(8, 6))


def reduce_model(cfg):
    """The model of a config with fewer channels, blocks and queries."""
    return reduction.reduce_model(cfg.model)


def random_batch(model):
    head = model.panoptic_head
    return reduction.random_batch(head.num_things_classes, head.num_things_classes + head.num_stuff_classes)


def check_losses(model, losses):
    head = model.panoptic_head
    if head.type == 'mmuvp.PanopticDeepLabHead':
        assert losses == {'loss_semantic', 'loss_centre', 'loss_offset'}
    elif head.type == 'mmuvp.KMaXHead':
        assert losses == expected_losses(head)
    elif head.type == 'mmuvp.ViPPanopticHead':
        of_parts = reduction.losses_of_parts(model.backbone, {'loss_cls', 'loss_mask', 'loss_dice'})
        assert losses == of_parts | {'loss_stuff'}
    elif head.type == 'mmuvp.MaXHead':
        wanted = dict(loss_mask_id='loss_mask_id', loss_insdis='loss_insdis', loss_semantic='auxiliary_semantic_head')
        assert losses == {'loss_cls', 'loss_dice'} | {name for name, part in wanted.items() if head[part] is not None}
    else:
        assert {'loss_cls', 'loss_mask', 'loss_dice', 'd0.loss_mask'} <= losses
        assert ('loss_remask' in losses) == ('remask' in head)


def expected_losses(head):
    """Names of the losses of a ``mmuvp.KMaXHead``."""
    terms = ('loss_cls', 'loss_dice', 'loss_mask_id', 'loss_insdis')
    layers = range(sum(head.transformer_decoder.num_layers))
    names = {f'{stage}{term}' for stage in ('', *(f'd{layer}.' for layer in layers)) for term in terms}
    if head.auxiliary_semantic_head is not None:
        names.add('loss_semantic')
    remask = head.get('remask')
    if remask is not None and remask.get('semantic') != 'ground_truth':
        names |= {f'd{stage}.loss_remask' for stage in range(remask.get('num_stages', 4))}
    return names


def check_predictions(model, predictions):
    head = model.panoptic_head
    for sample in predictions:
        panoptic = sample.pred_panoptic_seg
        assert panoptic.sem_seg.shape == (1, *sample.ori_shape)
        classes = panoptic.sem_seg % 1000
        assert classes.min() >= 0
        assert classes.max() <= head.num_things_classes + head.num_stuff_classes


def check_classes(cfg):
    """Data and model agree in their classes, and both heads of the model do."""
    head, fusion = cfg.model.panoptic_head, cfg.model.panoptic_fusion_head
    classes = (head.num_things_classes, head.num_stuff_classes)
    assert classes == (fusion.num_things_classes, fusion.num_stuff_classes)
    dataset = cfg.val_dataloader.dataset
    while 'dataset' in dataset:
        dataset = dataset.dataset
    assert classes == CLASSES[dataset.type.removeprefix('mmuvp.')]


def check_inference_model(model, parameters):
    """What training leaves behind are the parameters of the model without its training-only parts."""
    head = model.panoptic_head
    dropped = {'remask', 'reclass', 'auxiliary_semantic_head'}
    if (head.get('remask') or {}).get('at_test'):
        dropped.remove('remask')
    head.update({key: None for key in dropped if key in head})
    bare = build(model).state_dict()
    assert parameters == {key: value.shape for key, value in bare.items()}, 'training leaves parameters behind'
