"""Detectors of boxes, and of their masks: how their configs are made small, fed and checked."""
from copy import deepcopy

import reduction
import torch
from mmdet.registry import DATASETS
from reduction import CHANNELS, build

SCOPE = 'mmdet'
ONE_STAGE_LOSSES = {'loss_cls', 'loss_bbox'}
RPN_LOSSES = {'loss_rpn_cls', 'loss_rpn_bbox'}
BOX_LOSSES, MASK_LOSSES = {'loss_cls', 'loss_bbox', 'acc'}, {'loss_mask'}


def reduce_model(cfg):
    """The model of a config with fewer channels and layers, which gives its predictions whatever their scores.

    Args:
        cfg (Config): Config of a RetinaNet, a Mask R-CNN, a Cascade R-CNN with or without masks, or a stand-alone ViP.

    Returns:
        ConfigDict: A new one.
    """
    model = deepcopy(cfg.model)
    reduction.reduce_backbone(model.backbone)
    if is_standalone(model):
        parts = reduction.features(model.backbone)[-1]
        model.bbox_head.embed_dims, model.test_cfg.max_per_img = parts.shape[-1], parts.shape[-2]
        return model
    if 'neck' not in model:
        return reduce_c4(model)
    reduce_neck(model.neck, [feature.shape[1] for feature in reduction.features(model.backbone)])
    dense_head = model.rpn_head if 'rpn_head' in model else model.bbox_head
    dense_head.update(in_channels=CHANNELS, feat_channels=CHANNELS)
    if 'stacked_convs' in dense_head:
        dense_head.stacked_convs = 1
    if 'roi_head' in model:
        reduce_roi_head(model.roi_head)
    final_settings(model).score_thr = 0
    return model


def reduce_neck(neck, widths):
    """Fit a neck, or a pyramid and the neck after it, to features of some widths, and narrow it, in place."""
    if isinstance(neck, list):
        pyramid, neck = neck
        pyramid.embed_dim, = set(widths)
    neck.update(in_channels=widths, out_channels=CHANNELS)


def reduce_c4(model):
    """Make a detector on the map of stride 16 shallow, with few regions; the widths of its stages are fixed."""
    model.backbone.update(depth=18, base_channels=64)
    model.rpn_head.update(in_channels=256, feat_channels=CHANNELS)
    head = model.roi_head
    head.shared_head.update(depth=18, init_cfg=None)
    head.bbox_roi_extractor.out_channels = 256
    head.bbox_head.in_channels = 512
    if 'mask_head' in head:
        head.mask_head.update(in_channels=512, conv_out_channels=CHANNELS)
    model.train_cfg.rcnn.sampler.num = 8
    model.test_cfg.rpn.max_per_img = 8
    final_settings(model).score_thr = 0
    return model


def is_standalone(model):
    """Whether a model finds boxes straight in the parts of its backbone."""
    return model.get('bbox_head', {}).get('type') == 'mmuvp.ViPDetHead'


def reduce_roi_head(head):
    """Narrow the box heads of one or several stages and the mask head, in place."""
    head.bbox_roi_extractor.out_channels = CHANNELS
    for part in box_heads(head):
        part.update(in_channels=CHANNELS, fc_out_channels=CHANNELS)
        if 'conv_out_channels' in part:
            part.update(conv_out_channels=CHANNELS, num_shared_convs=1)
    if 'mask_head' in head:
        head.mask_roi_extractor.out_channels = CHANNELS
        head.mask_head.update(in_channels=CHANNELS, conv_out_channels=CHANNELS, num_convs=1)


def box_heads(head):
    """Configs of the box heads of a ``roi_head``, one for each stage of a cascade."""
    return head.bbox_head if isinstance(head.bbox_head, list) else [head.bbox_head]


def final_settings(model):
    """The ``test_cfg`` that decides on the predictions."""
    return model.test_cfg.rcnn if 'rcnn' in model.test_cfg else model.test_cfg


def classes(model):
    """Numbers of classes that the heads of a model say."""
    if 'roi_head' not in model:
        return {model.bbox_head.num_classes}
    heads = box_heads(model.roi_head)
    return {head.num_classes for head in (*heads, model.roi_head.get('mask_head', heads[0]))}


def random_batch(model):
    """Two images as a pipeline gives them: one with three things, one with none."""
    num_classes = min(classes(model))
    batch = reduction.random_batch(num_classes, num_classes)
    for sample in batch['data_samples']:
        del sample.gt_sem_seg
        height, width = sample.img_shape
        sample.set_metainfo(dict(
            scale_factor=(width / sample.ori_shape[1], height / sample.ori_shape[0])))
        truth = sample.gt_instances
        truth.bboxes = truth.masks.get_bboxes('hbox').tensor
    return batch


def check_losses(model, losses):
    if 'roi_head' not in model:
        if is_standalone(model):
            assert losses == reduction.losses_of_parts(model.backbone, ONE_STAGE_LOSSES | {'loss_iou'})
        else:
            assert losses == ONE_STAGE_LOSSES
        return
    expected = BOX_LOSSES | (MASK_LOSSES if 'mask_head' in model.roi_head else set())
    if model.roi_head.type.endswith('CascadeRoIHead'):
        expected = {f's{stage}.{name}' for stage in range(model.roi_head.num_stages) for name in expected}
    assert losses == RPN_LOSSES | expected


def check_predictions(model, predictions):
    for sample in predictions:
        found = sample.pred_instances
        assert 0 < len(found) <= final_settings(model).max_per_img
        height, width = sample.ori_shape
        assert found.bboxes.min() >= 0
        assert (found.bboxes <= torch.tensor([width, height, width, height])).all()
        assert 0 <= found.scores.min() <= found.scores.max() <= 1
        assert 0 <= found.labels.min() <= found.labels.max() < min(classes(model))
        if 'mask_head' in model.get('roi_head', {}):
            assert found.masks.shape == (len(found), height, width)


def check_classes(cfg):
    """Data and all heads of the model agree in their classes."""
    dataset = cfg.val_dataloader.dataset
    names = dataset.get('metainfo', DATASETS.get(dataset.type).METAINFO)['classes']
    assert classes(cfg.model) == {len(names)}
    train_set = cfg.train_dataloader.dataset
    assert {part.type for part in train_set.get('datasets', [train_set])} == {dataset.type}


def check_inference_model(model, parameters):
    """Nothing of a detector is for training only."""
    assert parameters == {key: value.shape for key, value in build(model, SCOPE).state_dict().items()}
