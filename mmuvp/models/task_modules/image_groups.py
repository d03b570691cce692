"""Groups of the patches of an image, with what each shows in the space of texts."""
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.registry import TASK_UTILS

from .group_scores import chain_assignments

ASSIGNMENTS = ('soft', 'hard')


@dataclass(frozen=True)
class ImageGroups:
    """Groups of the patches of some images.

    Attributes:
        embeddings: ``(B, G, D)`` of the groups, in the space of texts, not normalised.
        pooled: ``(B, D)`` of the whole images, likewise.
        assignment: ``(B, G, h * w)`` of patches to groups; the largest owns a patch.
        grid: ``(h, w)`` patches.
    """

    embeddings: Tensor
    pooled: Tensor
    assignment: Tensor
    grid: tuple[int, int]


@TASK_UTILS.register_module()
class GroupViTGroups:
    """The segments that the last stage of a :class:`mmuvp.models.backbones.GroupViT` forms (section 3.3).

    Args:
        assignment: ``'soft'``, the product of the stages' softmaxes (the published code), or ``'hard'``, of their
            assignments of each token to one group (the paper).

    Raises:
        ValueError: on another assignment.
    """

    def __init__(self, assignment: str = 'soft'):
        check_choice('assignment', assignment, ASSIGNMENTS)
        self.key = f'{assignment}_assignments'

    def __call__(self, model: nn.Module, images: Tensor) -> ImageGroups:
        """Group images.

        Args:
            model: such as :class:`mmuvp.models.multimodal.ImageTextContrastive`.
            images: ``(B, 3, H, W)``.

        Raises:
            ValueError: if the backbone does not return segments, or does not group.
        """
        (segments, ), between = model.backbone(images, return_intermediates=True)
        if segments.dim() != 3:
            raise ValueError("the image encoder pools its segments; give it out_type='segments'")
        return ImageGroups(embeddings=model.project_image(segments), pooled=model.project_image(segments.mean(dim=1)),
                           assignment=chain_assignments(between[self.key]), grid=between['grid'])


@TASK_UTILS.register_module()
class PatchClusters:
    """Clusters of what a vision transformer makes of patches, the baselines of table 4 of GroupViT.

    The embedding of a cluster is the projection of the mean of its patches.

    Args:
        method: ``'pixel'``, each patch by itself; ``'kmeans'``, ``'mean-shift'`` or ``'spectral'``.
        num_clusters: how many there are, where the method does not find that itself.
        seed: of k-means and of spectral clustering.

    Raises:
        ValueError: on another method, or less than one cluster.
    """

    METHODS = ('pixel', 'kmeans', 'mean-shift', 'spectral')

    def __init__(self, method: str = 'kmeans', num_clusters: int = 8, seed: int = 0):
        check_choice('method', method, self.METHODS)
        if num_clusters < 1:
            raise ValueError(f'num_clusters must be at least 1, not {num_clusters}')
        self.method, self.num_clusters, self.seed = method, num_clusters, seed

    def __call__(self, model: nn.Module, images: Tensor) -> ImageGroups:
        """Group images.

        Args:
            model: its backbone returns maps ``(B, C, h, w)`` last, as `mmpretrain.VisionTransformer` does with
                ``out_type='featmap'``; ``model.project_image`` maps ``(..., C)`` to ``(..., D)``.
            images: ``(B, 3, H, W)``.

        Raises:
            ValueError: if the backbone does not return maps.
        """
        features = model.backbone(images)[-1]
        if features.dim() != 4:
            raise ValueError("clusters need a map of patches from the image encoder: give it out_type='featmap'")
        grid, patches = tuple(features.shape[2:]), features.flatten(2).mT
        assignment = self.assign(patches)
        means = assignment / assignment.sum(dim=2, keepdim=True).clamp(min=1)
        return ImageGroups(embeddings=model.project_image(means.to(patches) @ patches),
                           pooled=model.project_image(patches.mean(dim=1)), assignment=assignment, grid=grid)

    def assign(self, patches: Tensor) -> Tensor:
        """Cluster the patches of each image.

        Args:
            patches: ``(B, N, C)``.

        Returns:
            ``(B, G, N)`` of zeros and ones, G the most clusters that an image has; the others' rows are zero.
        """
        if self.method == 'pixel':
            return torch.eye(patches.shape[1], device=patches.device).expand(len(patches), -1, -1)
        labels = torch.stack([torch.as_tensor(self._cluster(image)) for image in patches.float().cpu().numpy()])
        return nn.functional.one_hot(labels.long()).mT.float().to(patches.device)

    def _cluster(self, patches):
        from sklearn import cluster
        count = min(self.num_clusters, len(patches))
        if self.method == 'kmeans':
            return cluster.KMeans(count, n_init=3, random_state=self.seed).fit_predict(patches)
        if self.method == 'mean-shift':
            width = cluster.estimate_bandwidth(patches, random_state=self.seed)
            # of patches that are all the same, none is far from another
            return cluster.MeanShift(bandwidth=width or 1.0).fit_predict(patches)
        return cluster.SpectralClustering(
            count, affinity='nearest_neighbors', n_neighbors=min(10, len(patches)), random_state=self.seed,
            assign_labels='cluster_qr').fit_predict(patches)
