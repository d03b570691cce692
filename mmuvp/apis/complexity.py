"""Parameters and multiply-adds of a model of any task."""
import functools
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

import torch
from mmengine.structures import BaseDataElement
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from .model import strip_training_parts

# those of mmdet whose parts see regions, and nothing else, at inference
ROI_HEADS = ('StandardRoIHead', 'CascadeRoIHead', 'DynamicRoIHead')


@dataclass(frozen=True)
class Complexity:
    """What a model costs.

    Attributes:
        training_parameters (int): Parameters, with the parts that only training uses.
        parameters (int): Parameters at inference.
        macs (int): Multiply-adds of the convolutions and matrix products of one image's inference.
        modules (dict[str, tuple[int, int]]): Parameters and multiply-adds of each module of the inference
            model by its name, parents first; a module is listed if it has any of either.
    """
    training_parameters: int
    parameters: int
    macs: int
    modules: dict

    def table(self, depth=2):
        """Format the modules down to a depth as lines of text.

        Args:
            depth (int): 0 for the whole model alone, 1 for its parts, and so on.

        Returns:
            str: One line a module, after a line of titles and before the totals.
        """
        rows = [('module', 'parameters', 'multiply-adds')]
        for name, (parameters, macs) in self.modules.items():
            level = name.count('.')
            if level < depth:
                rows.append(('  ' * level + name, f'{parameters / 1e6:.3f} M', f'{macs / 1e9:.3f} G'))
        rows.append(('total at inference', f'{self.parameters / 1e6:.3f} M', f'{self.macs / 1e9:.3f} G'))
        rows.append(('total in training', f'{self.training_parameters / 1e6:.3f} M', ''))
        width = max(len(row[0]) for row in rows)
        return '\n'.join(f'{name:{width}}  {parameters:>12}  {macs:>13}'.rstrip() for name, parameters, macs in rows)


def get_complexity(model, shape):
    """Count the parameters and multiply-adds of a model.

    Only shapes are computed, so it takes seconds and no memory, whatever the size.  Models with operators
    that do not work on shapes alone, such as non-maximum suppression, are run for real on the CPU.
    Detectors of two stages, Faster and Mask R-CNN and their cascades, are counted as published figures are: with as
    many proposals, and as many masks, as their test settings let through at most.

    Args:
        model (nn.Module): The model in training form, as :func:`mmuvp.get_model` returns it; left as it is.
        shape (tuple[int, int]): Height and width of the image in pixels.

    Returns:
        Complexity: The counts.
    """
    training_parameters = _count(model)
    try:
        inference = _inference_copy(model, 'meta')
        flops = _count_flops(inference, shape)
    except (RuntimeError, NotImplementedError):
        inference = _inference_copy(model, 'cpu')
        flops = _count_flops(inference, shape)
    modules = {}
    for name, module in inference.named_modules():
        macs = sum(count for path, count in flops.items() if f'{path}.'.startswith(f'{name}.')) // 2
        if name and (macs or _count(module)):
            modules[name] = _count(module), macs
    return Complexity(training_parameters, _count(inference), sum(flops.values()) // 2, modules)


def default_shape(cfg):
    """Find the size of the images that a config tests on.

    Args:
        cfg (Config): Any config.

    Returns:
        tuple[int, int] | None: Height and width, or None if they differ from image to image.
    """
    dataset = (cfg.get('test_dataloader') or {}).get('dataset', {})
    while 'dataset' in dataset and 'pipeline' not in dataset:
        dataset = dataset['dataset']
    for transform in reversed(dataset.get('pipeline', [])):
        kind = transform['type'].rpartition('.')[2]
        if kind == 'CenterCrop':
            return _pair(transform['crop_size'])[::-1]
        if kind == 'FixedSizePad':
            return _pair(transform['size'])[::-1]
        if kind == 'Resize' and not transform.get('keep_ratio'):
            return _pair(transform['scale'])[::-1]
    return None


def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def _count(module):
    return sum(parameter.numel() for parameter in module.parameters())


def _inference_copy(model, device):
    return strip_training_parts(deepcopy(model)).to(device).eval().requires_grad_(False)


class _Ledger:
    """Puts every operation down to the innermost module that runs.

    It listens to ``forward`` itself: many modules of OpenMMLab call that of their parts without the hooks by
    which PyTorch's own counter tells modules apart.
    """

    def __init__(self, model, counter):
        self.counter = counter
        self.flops = dict.fromkeys((name for name, _ in model.named_modules()), 0)
        self._running, self._seen = [''], 0
        for name, module in model.named_modules():
            module.forward = self._listen(name, module.forward)

    def settle(self):
        """Book what was counted since the last time."""
        total = self.counter.get_total_flops()
        self.flops[self._running[-1]] += total - self._seen
        self._seen = total

    def _listen(self, name, forward):
        @functools.wraps(forward)
        def listening(*args, **kwargs):
            self.settle()
            self._running.append(name)
            result = forward(*args, **kwargs)
            self.settle()
            self._running.pop()
            return result
        return listening


def _count_flops(model, shape):
    """Return the floating-point operations of each module without those of its parts; spoils the model."""
    inputs = torch.zeros(1, 3, *shape, device=next(model.parameters()).device)
    sample = BaseDataElement(metainfo={
        'img_shape': shape, 'ori_shape': shape, 'pad_shape': shape, 'batch_input_shape': shape,
        'scale_factor': (1.0, 1.0)})
    with torch.no_grad(), _countable_attention(), FlopCounterMode(display=False) as counter:
        ledger = _Ledger(model, counter)
        if type(getattr(model, 'roi_head', None)).__name__ in ROI_HEADS:
            _run_two_stages(model, inputs)
        else:
            model(inputs, [sample], mode='tensor')
        ledger.settle()
    return ledger.flops


def _run_two_stages(model, inputs):
    """Run a detector of mmdet with one of the ``ROI_HEADS`` on as many regions as it can meet."""
    model.rpn_head(model.extract_feat(inputs))
    roi_head = model.roi_head
    regions = [('bbox', model.test_cfg.rpn.max_per_img), ('mask', model.test_cfg.rcnn.max_per_img)]
    for kind, count in regions:
        for extractor, head in zip(*(_stages(roi_head, f'{kind}_{part}') for part in ('roi_extractor', 'head')),
                                   strict=True):
            size = extractor.roi_layers[0].output_size
            x = inputs.new_zeros(count, extractor.out_channels, *size)
            head(roi_head.shared_head(x) if roi_head.with_shared_head else x)


def _stages(roi_head, name):
    """Parts of a ``roi_head`` of one name: one for each stage of a cascade, none if it has no such part."""
    part = getattr(roi_head, name, None)
    if part is None:
        return ()
    return part if isinstance(part, nn.ModuleList) else (part, )


@contextmanager
def _countable_attention():
    """Compute attention by matrix products: the counter does not know the fused operators of the CPU."""
    fastpath = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fastpath)
