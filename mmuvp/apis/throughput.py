"""Images per second of classifiers beside those of a reference."""
from dataclasses import dataclass
from functools import partial
from itertools import product

import torch

from .model import get_model
from .timing import DTYPES, MODES, autocast, compiled, median_seconds_in_turn

# mmpretrain's DeiT-S, unchanged
REFERENCE = 'cutmix_deit-small_in1k'


@dataclass(frozen=True)
class Throughput:
    """One line of a comparison of classifiers.

    Attributes:
        config (str): Name or path of the config.
        dtype (str): ``'fp32'`` or ``'bf16'`` (autocast).
        mode (str): ``'eager'`` or ``'compile'``.
        images_per_second (float): Inference of the whole classifier, from the median of the repetitions.
        ratio (float): To the speed of the reference of the same kind, whose batches took turns with these.
    """
    config: str
    dtype: str
    mode: str
    images_per_second: float
    ratio: float


@torch.no_grad()
def images_per_second(configs, size=224, dtype='fp32', mode='eager', batch_size=8, repeats=5, device='cpu'):
    """Time the inference of classifiers, batches of which take turns, on images of noise.

    Args:
        configs (Sequence[str]): As of :func:`mmuvp.get_model`.
        size (int): Side of the images in pixels.
        dtype (str): ``'fp32'`` or ``'bf16'``.
        mode (str): ``'eager'`` or ``'compile'``.
        batch_size (int): Images at a time.
        repeats (int): Batches that are timed, after one that is not.
        device (str | torch.device): Where to compute.

    Returns:
        list[float]: Images per second of each.

    Raises:
        ValueError: There is no such dtype or mode.
    """
    device = torch.device(device)
    images = torch.randn(batch_size, 3, size, size, generator=torch.Generator().manual_seed(0)).to(device)
    models = [get_model(config, device=device, inference=True) for config in configs]

    def infer(model):
        with autocast(device, dtype):
            return model(images, mode='tensor')

    with compiled(models, mode):
        seconds = median_seconds_in_turn([partial(infer, model) for model in models], device, repeats)
    return [batch_size / each for each in seconds]


def compare_throughput(configs, reference=REFERENCE, dtypes=DTYPES, modes=MODES, **settings):
    """Time classifiers, each in turn with a reference, kind by kind.

    Args:
        configs (Sequence[str]): As of :func:`mmuvp.get_model`.
        reference (str): The config with which they are compared.
        dtypes (Sequence[str]): Of ``'fp32'`` and ``'bf16'``.
        modes (Sequence[str]): Of ``'eager'`` and ``'compile'``.
        **settings: As of :func:`images_per_second`.

    Yields:
        Throughput: One for each kind and config, the reference first, whose speed is that beside the first config.
    """
    for dtype, mode in product(dtypes, modes):
        for index, config in enumerate(configs):
            base, speed = images_per_second((reference, config), dtype=dtype, mode=mode, **settings)
            if index == 0:
                yield Throughput(reference, dtype, mode, base, 1.)
            yield Throughput(config, dtype, mode, speed, speed / base)
