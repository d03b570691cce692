"""Where a data pipeline's time goes."""
import copy
import time
from collections import defaultdict

from mmcv.transforms import BaseTransform
from mmengine.registry import TRANSFORMS, DefaultScope


class _Timed:
    """A transform that notes the time it takes, without that of the transforms within it."""

    def __init__(self, transform, clock):
        self.transform, self.clock = transform, clock

    def __call__(self, results):
        with self.clock.running(type(self.transform).__name__):
            return self.transform(results)


class _Clock:
    """Time by name, of which one runs at a time."""

    def __init__(self):
        self.seconds, self._names = defaultdict(float), []

    def running(self, name):
        self._switch()
        self._names.append(name)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._switch()
        self._names.pop()

    def _switch(self):
        now = time.process_time()
        if self._names:
            self.seconds[self._names[-1]] += now - self._last
        self._last = now


def pipeline_cost(pipeline, samples, scope='mmpretrain'):
    """Run a pipeline in this process and time each of its transforms.

    Args:
        pipeline (list[dict]): Config of the transforms.
        samples (Sequence[dict]): What the pipeline is given, such as ``dict(img_path=...)``.
        scope (str): Default scope of the registries.

    Returns:
        tuple[float, dict[str, float]]: Samples for each second of a core's time, and the share of each kind of
        transform, the largest first; transforms that run others are counted without these.
    """
    clock = _Clock()
    with DefaultScope.overwrite_default_scope(scope):
        transforms = [_timed(TRANSFORMS.build(dict(step)), clock) for step in pipeline]
    for sample in samples:
        results = copy.deepcopy(sample)
        for transform in transforms:
            results = transform(results)
    total = sum(clock.seconds.values())
    shares = sorted(((seconds / total, name) for name, seconds in clock.seconds.items()), reverse=True)
    return len(samples) / total, {name: share for share, name in shares}


def _timed(transform, clock):
    """Time a transform, and first those within it, wherever its attributes hold them."""
    for value in vars(transform).values():
        _time_within(value, clock)
    return _Timed(transform, clock)


def _time_within(value, clock):
    inner = getattr(value, 'transforms', value)
    if not isinstance(inner, list):
        return
    for index, item in enumerate(inner):
        if isinstance(item, BaseTransform):
            inner[index] = _timed(item, clock)
        elif isinstance(item, list) or hasattr(item, 'transforms'):
            _time_within(item, clock)
