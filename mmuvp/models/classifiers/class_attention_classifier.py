"""The stock classifier, which tells where its class token looks, too."""
from mmpretrain.models import ImageClassifier
from mmpretrain.structures import DataSample
from torch import Tensor

from mmuvp.models.backbones.class_attention import check_class_attention
from mmuvp.registry import MODELS


@MODELS.register_module()
class ClassAttentionClassifier(ImageClassifier):
    """``mmpretrain.ImageClassifier`` whose predictions have class attention, for its evaluation and for pictures.

    Weights and training are those of the stock class.  The weights of a ``mmuvp.TransMixClassifier`` fit, too: what
    they have of a provider of attention is left out.

    Args:
        *args: as of ``mmpretrain.ImageClassifier``.
        **kwargs: as of ``mmpretrain.ImageClassifier``.

    Raises:
        TypeError: when the backbone has no class attention.
    """
    training_only = ('label_mixing', )  # of the class whose weights it takes

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        check_class_attention(self.backbone)

    def predict(self, inputs: Tensor, data_samples: list[DataSample] | None = None, **kwargs) -> list[DataSample]:
        """Classify images.

        Args:
            inputs: images ``(B, 3, H, W)``.
            data_samples: their samples.
            **kwargs: of the head's ``predict``.

        Returns:
            The samples with what the head predicts, and ``pred_attention``, ``(h, w)`` in fp32.
        """
        feats, attention = self.backbone.forward_with_class_attention(inputs)
        samples = self.head.predict(self.neck(feats) if self.with_neck else feats, data_samples, **kwargs)
        for sample, one in zip(samples, attention, strict=True):
            sample.set_field(one, 'pred_attention')
        return samples
