"""What is particular to a task in the tests of its configs: one module a task, which all offer the same functions."""
import classification
import detection
import multi_label
import panoptic
import pretraining
import segmentation

BY_MODEL = {
    'CO2MoCo': pretraining,
    'CO2SimCLR': pretraining,
    'CascadeRCNN': detection,
    'ClassAttentionClassifier': classification,
    'EncoderDecoder': segmentation,
    'FasterRCNN': detection,
    'ImageClassifier': classification,
    'Mask2Former': panoptic,
    'MaskFormer': panoptic,
    'MaskRCNN': detection,
    'PanopticDeepLab': panoptic,
    'RetinaNet': detection,
    'SingleStageDetector': detection,
    'TransMixClassifier': classification,
}


def task_of(model):
    """The module of the task of a model's config; add that of a new kind of model here."""
    if model.get('head', {}).get('type', '').endswith('MultiLabelLinearClsHead'):
        return multi_label
    return BY_MODEL[model.type.rpartition('.')[2]]
