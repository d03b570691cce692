"""Groups that a GroupViT forms at each stage, without a Runner."""
import cv2
import numpy as np
import torch
from mmengine.dataset import pseudo_collate

from ..models.segmentors import ZeroShotSegmentor
from ..models.task_modules import GroupViTGroups, chain_assignments, group_class_scores, group_map
from ..visualization.group_drawing import draw_groups
from .errors import UsageError
from .inferencer import build_test_pipeline, read_image
from .model import get_model


class GroupInferencer:
    """A zero-shot segmentor around a GroupViT, with the pipeline that prepares images for it.

    Images are looked at as a whole, whatever windows the segmentor slides over them.

    Args:
        config, checkpoint, device, cfg_options: As of :class:`mmuvp.apis.inferencer.PanopticInferencer`.

    Raises:
        UsageError: The config is not of such a segmentor; and what that class raises.
    """

    def __init__(self, config, checkpoint, device=None, cfg_options=None):
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = get_model(config, checkpoint, device, inference=True, cfg_options=cfg_options)
        if not isinstance(self.model, ZeroShotSegmentor) or not isinstance(self.model.groups, GroupViTGroups):
            raise UsageError('groups are drawn of a zero-shot segmentor around a GroupViT: give a config such as '
                             'zero-shot_groupvit-two-stage_voc')
        self.pipeline = build_test_pipeline(self.model.cfg)

    @torch.no_grad()
    def __call__(self, image):
        """Group the pixels of an image.

        Args:
            image (str | Path | ndarray): A file, or pixels (height, width, 3) of blue, green and red.

        Returns:
            tuple[ndarray, list[ndarray], dict[int, str]]: The image at the size at which the network sees it,
            (H, W, 3), uint8, red, green and blue; for each stage the group of each pixel, (H, W); and the class of
            each group of the last stage that is not background, by its number.

        Raises:
            FileNotFoundError: There is no such file.
            ImageError: The file is not an image that can be read.
        """
        pixels = read_image(image)
        shape = pixels.shape[:2]
        data = self.pipeline({'img': pixels, 'img_shape': shape, 'ori_shape': shape, 'img_path': ''})
        inputs = self.model.data_preprocessor(pseudo_collate([data]))['inputs']
        size = tuple(inputs.shape[2:])
        (segments, ), between = self.model.model.backbone(inputs, return_intermediates=True)
        assignments = between[self.model.groups.key]
        stages = [group_map(chain_assignments(assignments[:end]), between['grid'], size)[0].cpu().numpy()
                  for end in range(1, 1 + len(assignments))]
        picture = cv2.resize(pixels, size[::-1], interpolation=cv2.INTER_LINEAR)[..., ::-1]
        return np.ascontiguousarray(picture), stages, self._names(segments)

    def draw(self, image):
        """Draw the groups of an image.

        Args:
            image (str | Path | ndarray): As in :meth:`__call__`.

        Returns:
            ndarray: See :func:`mmuvp.visualization.draw_groups`.
        """
        return draw_groups(*self(image))

    def _names(self, segments):
        """Classes of the groups of the last stage, by the rules of the segmentor."""
        model = self.model
        logits = model.class_logits(model.model.project_image(segments))
        pooled = model.class_logits(model.model.project_image(segments.mean(dim=1)))
        best, labels = group_class_scores(logits, pooled, model.top_classes, model.product)[0].max(dim=1)
        threshold = 0 if model.background is None else min(model.background, best.max().item())
        classes = model.classes.prompts.classes
        return {group: classes[label] for group, (score, label) in enumerate(
            zip(best.tolist(), labels.tolist(), strict=True)) if score >= threshold}
