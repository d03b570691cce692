"""What is particular to a task in the tests of its configs: one module a task, which all offer the same functions."""
import classification
import detection
import panoptic
import segmentation

BY_MODEL = {'MaskFormer': panoptic, 'Mask2Former': panoptic, 'PanopticDeepLab': panoptic,
            'CascadeRCNN': detection, 'MaskRCNN': detection, 'RetinaNet': detection,
            'EncoderDecoder': segmentation,
            'ImageClassifier': classification, 'TransMixClassifier': classification}


def task_of(model):
    """The module of the task of a model's config; add that of a new kind of model here."""
    return BY_MODEL[model.type.rpartition('.')[2]]
