"""A panoptic detector that tells semantic predictions, too."""
from mmdet.models.detectors import MaskFormer
from mmdet.structures import SampleList

from mmuvp.registry import MODELS


@MODELS.register_module()
class PanopticDeepLab(MaskFormer):
    """``mmdet.MaskFormer`` around the heads of Panoptic-DeepLab.

    Predictions are ``pred_panoptic_seg``, ``pred_instances`` and ``pred_sem_seg``, see
    :meth:`mmuvp.PanopticDeepLabFusionHead.predict`.

    Args:
        backbone, neck, train_cfg, test_cfg, data_preprocessor: as in the stock class.
        panoptic_head: config, :class:`mmuvp.PanopticDeepLabHead`.
        panoptic_fusion_head: config, :class:`mmuvp.PanopticDeepLabFusionHead`.
    """

    def add_pred_to_datasample(self, data_samples: SampleList, results_list: list[dict]) -> SampleList:
        """Add the predictions, of which the stock class refuses the semantic ones."""
        for sample, results in zip(data_samples, results_list, strict=True):
            sample.pred_sem_seg = results.pop('sem_results')
        return super().add_pred_to_datasample(data_samples, results_list)
