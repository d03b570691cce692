"""Features of any model's backbone, batch by batch or of a whole data set."""
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from mmengine.dist import all_gather

from ..models.layers.feature_pooling import pool_outputs


class FeatureExtractor:
    """What turns batches of a data loader into one vector for each image, with a part of a model.

    The part may be the backbone of a classifier or of a self-supervised model in training, such as its teacher, which
    is put into evaluation mode while it works and otherwise left as it is.

    Args:
        model (BaseModel): The model; its data preprocessor prepares the images.
        network (str): Dotted name, in the model, of the backbone.
        projector (str, optional): Dotted name of a module that maps the vectors further, such as a projection head.
        num_outputs, mean_patches: See :func:`mmuvp.models.layers.feature_pooling.pool_outputs`.
        scales (Sequence[float]): Sizes, relative to that of the images, whose features are averaged.

    Raises:
        ValueError: The model has no such part.
    """

    def __init__(self, model, network='backbone', projector=None, num_outputs=1, mean_patches=False, scales=(1, )):
        self.preprocessor = model.data_preprocessor
        self.network = find_part(model, network)
        self.projector = None if projector is None else find_part(model, projector)
        self.num_outputs, self.mean_patches = num_outputs, mean_patches
        self.scales = tuple(scales)

    @torch.no_grad()
    def __call__(self, data):
        """Extract the features of a batch.

        Args:
            data (dict): `inputs` and `data_samples` of a data loader with `default_collate`.

        Returns:
            tuple[Tensor, list[DataSample]]: Features (B, D) in fp32, and the samples on the same device.

        Raises:
            ValueError: The images are several views each.
        """
        batch = self.preprocessor(data, False)
        if not isinstance(batch['inputs'], torch.Tensor):
            raise ValueError('features are of single images, but the pipeline makes several views of each')
        with evaluating(self.network), evaluating(self.projector):
            features = torch.stack([self._vectors(batch['inputs'], scale) for scale in self.scales]).mean(dim=0)
        return features, batch['data_samples']

    def _vectors(self, images, scale):
        if scale != 1:
            images = F.interpolate(images, scale_factor=scale, mode='bilinear', align_corners=False)
        features = pool_outputs(self.network(images), getattr(self.network, 'num_extra_tokens', 0),
                                self.num_outputs, self.mean_patches)
        return (features if self.projector is None else self.projector(features)).float()


def extract_features(extractor, dataloader):
    """Extract the features of a data set, on all processes of a distributed run.

    Args:
        extractor (FeatureExtractor): What extracts them.
        dataloader (DataLoader): With mmengine's `DefaultSampler`, which gives all processes equally many samples.

    Returns:
        tuple[Tensor, Tensor]: Of all samples in the order of the data set without shuffling, and the same on each
        process: features (N, D), and labels (N, ) or, of several labels for each image, scores (N, classes).

    Raises:
        ValueError: The data set is empty, or a sample has no label.
    """
    parts = []
    for data in dataloader:
        features, samples = extractor(data)
        parts.append((features, torch.stack([label_of(sample) for sample in samples]).to(features.device)))
    if not parts:
        raise ValueError('there is no image to extract features of')
    size = len(dataloader.dataset)
    return tuple(_gather(torch.cat(tensors), size) for tensors in zip(*parts, strict=True))


def label_of(sample):
    """The truth of a sample of mmpretrain.

    Args:
        sample (DataSample | dict): With `gt_label` or, of several labels, `gt_score`.

    Returns:
        Tensor: A number, or scores (classes, ).

    Raises:
        ValueError: The sample has neither.
    """
    label = sample.get('gt_score', sample.get('gt_label'))
    if label is None:
        raise ValueError('a sample has no label: the data set and its pipeline must give gt_label')
    return label.squeeze()


def find_part(model, name):
    """Find a part of a model.

    Args:
        model (nn.Module): The model.
        name (str): Dotted name.

    Returns:
        nn.Module: The part.

    Raises:
        ValueError: There is none of this name.
    """
    part = model
    for key in name.split('.'):
        children = dict(part.named_children())
        if key not in children:
            raise ValueError(f'{type(model).__name__} has no {name}: {type(part).__name__} has '
                             f'{", ".join(children) or "no parts"}')
        part = children[key]
    return part


@contextmanager
def evaluating(module):
    """Put a module, or None, into evaluation mode for a while, and each of its parts back into its own."""
    modes = {} if module is None else {part: part.training for part in module.modules()}
    if module is not None:
        module.eval()
    try:
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode


def _gather(tensor, size):
    """Put together what each process has: in turn one sample of each."""
    return torch.stack(all_gather(tensor.contiguous()), dim=1).flatten(0, 1)[:size]
