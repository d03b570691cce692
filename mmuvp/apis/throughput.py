"""Images per second of classifiers beside those of a reference."""
from dataclasses import dataclass

import torch

from .model import get_model
from .timing import DTYPES, MODES, autocast, compiled, median_seconds

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
        ratio (float): That divided by the reference's of the same kind.
    """
    config: str
    dtype: str
    mode: str
    images_per_second: float
    ratio: float


@torch.no_grad()
def images_per_second(config, size=224, dtype='fp32', mode='eager', batch_size=8, repeats=5, device='cpu'):
    """Time the inference of a classifier on images of noise.

    Args:
        config (str): As of :func:`mmuvp.get_model`.
        size (int): Side of the images in pixels.
        dtype (str): ``'fp32'`` or ``'bf16'``.
        mode (str): ``'eager'`` or ``'compile'``.
        batch_size (int): Images at a time.
        repeats (int): Batches that are timed, after one that is not.
        device (str | torch.device): Where to compute.

    Returns:
        float: Images per second.

    Raises:
        ValueError: There is no such dtype or mode.
    """
    device = torch.device(device)
    model = get_model(config, device=device, inference=True)
    images = torch.randn(batch_size, 3, size, size, generator=torch.Generator().manual_seed(0)).to(device)

    def infer():
        with autocast(device, dtype):
            return model(images, mode='tensor')

    with compiled([model], mode):
        return batch_size / median_seconds(infer, device, repeats)


def compare_throughput(configs, reference=REFERENCE, dtypes=DTYPES, modes=MODES, **settings):
    """Time classifiers and a reference in one run, kind by kind.

    Args:
        configs (Sequence[str]): As of :func:`mmuvp.get_model`.
        reference (str): The config with which they are compared.
        dtypes (Sequence[str]): Of ``'fp32'`` and ``'bf16'``.
        modes (Sequence[str]): Of ``'eager'`` and ``'compile'``.
        **settings: As of :func:`images_per_second`.

    Yields:
        Throughput: One for each kind and config, the reference first.
    """
    for dtype, mode in ((dtype, mode) for dtype in dtypes for mode in modes):
        base = None
        for config in (reference, *configs):
            speed = images_per_second(config, dtype=dtype, mode=mode, **settings)
            base = base or speed
            yield Throughput(config, dtype, mode, speed, speed / base)
