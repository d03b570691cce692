"""Time and memory of a panoptic model: training steps, the network's inference, and its post-processing."""
from dataclasses import asdict, dataclass

import numpy as np
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData

from .peak_memory import PeakMemory
from .timing import autocast, compiled, median_seconds


@dataclass(frozen=True)
class Measurement:
    """One line of a benchmark.

    Attributes:
        task (str): ``'train'``, ``'network'`` or ``'post-processing'``.
        size (tuple[int, int]): Height and width of the images in pixels.
        dtype (str): ``'fp32'`` or ``'bf16'`` (autocast).
        mode (str): ``'eager'`` or ``'compile'``.
        images_per_second (float): From the median of the repetitions.
        peak_memory (float): GiB of one repetition; see :class:`mmuvp.apis.peak_memory.PeakMemory`.
    """
    task: str
    size: tuple
    dtype: str
    mode: str
    images_per_second: float
    peak_memory: float

    def to_dict(self):
        return asdict(self)


def panoptic_batch(model, size, batch_size, device, num_things=10, seed=0):
    """Images of noise with a few square things on two stuff regions.

    Args:
        model (nn.Module): A ``mmdet.MaskFormer``; its head says how many classes there are.
        size (tuple[int, int]): Height and width in pixels.
        batch_size (int): Images.
        device (torch.device): Where they are to be.
        num_things (int): Things in each image.
        seed (int): Seed of noise and places.

    Returns:
        tuple[Tensor, list[DetDataSample]]: Normalised images (B, 3, H, W) and their truth.
    """
    generator = np.random.default_rng(seed)
    height, width = size
    side = max(4, min(size) // 6)
    samples = []
    for _ in range(batch_size):
        semantic = np.full(size, model.num_things_classes, np.int64)
        semantic[height // 2:] = model.num_things_classes + min(1, model.num_stuff_classes - 1)
        masks = np.zeros((num_things, *size), np.uint8)
        labels = generator.integers(0, model.num_things_classes, num_things)
        for mask, label in zip(masks, labels, strict=True):
            top, left = generator.integers(0, height - side + 1), generator.integers(0, width - side + 1)
            mask[top:top + side, left:left + side] = 1
            semantic[mask > 0] = label
        sample = DetDataSample(metainfo=dict(img_shape=size, ori_shape=size, pad_shape=size, batch_input_shape=size))
        sample.gt_instances = InstanceData(labels=torch.from_numpy(labels), masks=BitmapMasks(masks, *size))
        sample.gt_sem_seg = PixelData(sem_seg=torch.from_numpy(semantic)[None])
        samples.append(sample.to(device))
    images = torch.randn(batch_size, 3, *size, generator=torch.Generator().manual_seed(seed))
    return images.to(device), samples


def benchmark_training(model, size, dtype='fp32', mode='eager', batch_size=2, repeats=3):
    """Time steps of training: forward, losses, backward and AdamW.

    Args:
        model (nn.Module): A ``mmdet.MaskFormer``, or ``mmuvp.PanopticDeepLab``; its weights change.
        size (tuple[int, int]): Height and width in pixels.
        dtype (str): ``'fp32'`` or ``'bf16'``.
        mode (str): ``'eager'``, or ``'compile'``: backbone and pixel decoder are compiled; the whole head where it
            has no such part.
        batch_size (int): Images a step.
        repeats (int): Steps that are timed, after one that is not.

    Returns:
        Measurement: Of the task ``'train'``.
    """
    device = next(model.parameters()).device
    images, samples = panoptic_batch(model, size, batch_size, device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    model.train()

    def step():
        with autocast(device, dtype):
            losses = model.loss(images, samples)
        optimizer.zero_grad()
        sum(value for name, value in losses.items() if 'loss' in name).backward()
        optimizer.step()

    with _compiled(model, mode):
        seconds = median_seconds(step, device, repeats)
        with PeakMemory(device) as memory:
            step()
    return Measurement('train', tuple(size), dtype, mode, batch_size / seconds, memory.value)


@torch.no_grad()
def benchmark_inference(model, size, dtype='fp32', mode='eager', repeats=3):
    """Time inference on one image, the network and the post-processing apart.

    What is post-processed is that of a confident model: every query passes the threshold of its class and holds a
    region of its own, or a hundred instances cover all of the image, which is the most that there can be to do.

    Args:
        model, size, dtype, mode, repeats: As in :func:`benchmark_training`.

    Returns:
        tuple[Measurement, Measurement]: Of the tasks ``'network'`` and ``'post-processing'``.
    """
    device = next(model.parameters()).device
    images, samples = panoptic_batch(model, size, 1, device)
    model.eval()

    def network():
        with autocast(device, dtype):
            return model.panoptic_head.predict(model.extract_feat(images), samples)

    with _compiled(model, mode):
        seconds = median_seconds(network, device, repeats)
        with PeakMemory(device) as memory:
            shapes = [tuple(output.shape) for output in network()]
    results = [Measurement('network', tuple(size), dtype, mode, 1 / seconds, memory.value)]
    predictions = model_outputs(model, shapes, device)

    def post_process():
        return model.panoptic_fusion_head.predict(*predictions, samples)

    seconds = median_seconds(post_process, device, repeats)
    with PeakMemory(device) as memory:
        post_process()
    results.append(Measurement('post-processing', tuple(size), dtype, mode, 1 / seconds, memory.value))
    return tuple(results)


def confident_logits(class_shape, mask_shape, device):
    """Logits (B, N, C + 1) and (B, N, h, w) in which each query is sure of its class and of a region of its own."""
    generator = torch.Generator().manual_seed(0)
    class_logits = torch.zeros(class_shape)
    queries = torch.arange(class_shape[1])
    class_logits[:, queries, queries % (class_shape[2] - 1)] = 20
    coarse = torch.randn(mask_shape[0], mask_shape[1], 12, 12, generator=generator)
    masks = torch.nn.functional.interpolate(coarse, mask_shape[-2:], mode='bilinear', align_corners=True)
    return class_logits.to(device), (20 * masks).to(device)


def confident_maps(semantic_shape, instance_shape, num_things, device, num_instances=100):
    """Outputs (B, C, h, w) and (B, 3, h, w) of Panoptic-DeepLab in which instances of things cover all of the image."""
    generator = torch.Generator().manual_seed(0)
    batch, _, height, width = semantic_shape
    columns = round((num_instances * width / height) ** 0.5)
    rows = -(-num_instances // columns)
    y, x = torch.arange(height)[:, None], torch.arange(width)
    row, column = y * rows // height, x * columns // width
    centre_y = ((row + 0.5) * height / rows).floor().expand(height, width)
    centre_x = ((column + 0.5) * width / columns).floor().expand(height, width)
    labels = (row * columns + column) % num_things
    logits = 20 * torch.nn.functional.one_hot(labels, semantic_shape[1]).permute(2, 0, 1).float()
    heat = torch.exp(-((centre_y - y) ** 2 + (centre_x - x) ** 2) / 8)
    offsets = torch.stack([centre_y - y, centre_x - x])
    offsets = offsets + torch.randn(offsets.shape, generator=generator)
    maps = torch.cat([heat[None], offsets])
    return logits.expand(batch, -1, -1, -1).to(device), maps.expand(batch, -1, -1, -1).to(device)


def model_outputs(model, shapes, device):
    """Outputs of these shapes that give the post-processing of a model the most to do."""
    if shapes[1][1] == 3 and len(shapes[0]) == 4:
        return confident_maps(*shapes, model.num_things_classes, device)
    return confident_logits(*shapes, device)


def _compiled(model, mode):
    """Backbone and pixel decoder compiled, if the mode says so."""
    return compiled((model.backbone, getattr(model.panoptic_head, 'pixel_decoder', model.panoptic_head)), mode)
