"""What is particular to a task in the tests of its configs: one module a task, which all offer the same functions."""
import classification
import clip_training
import detection
import frozen_features
import masked_tokens
import multi_label
import panoptic
import pretraining
import probing
import referring
import segmentation
import self_distillation
import word_segmentation

BY_MODEL = {
    'BEiT': masked_tokens,
    'CLIP': clip_training,
    'CLIPAsRNNReferring': referring,
    'CLIPAsRNNSegmentor': word_segmentation,
    'CO2MoCo': pretraining,
    'CO2SimCLR': pretraining,
    'CascadeRCNN': detection,
    'ClassAttentionClassifier': classification,
    'DenseSelfDistillation': self_distillation,
    'EncoderDecoder': segmentation,
    'FasterRCNN': detection,
    'IBOT': self_distillation,
    'ImageClassifier': classification,
    'Mask2Former': panoptic,
    'MaskFormer': panoptic,
    'MaskRCNN': detection,
    'PanopticDeepLab': panoptic,
    'PretrainedFeatures': frozen_features,
    'RetinaNet': detection,
    'SingleStageDetector': detection,
    'TransMixClassifier': classification,
}

BY_HEAD = {'LinearSweepHead': probing, 'MultiLabelLinearClsHead': multi_label}


def task_of(model):
    """The module of the task of a model's config; add that of a new kind of model here."""
    head = model.get('head', {}).get('type', '').rpartition('.')[2]
    if head in BY_HEAD:
        return BY_HEAD[head]
    return BY_MODEL[model.type.rpartition('.')[2]]
