"""Reference cases: what a published implementation, or a paper's equations, compute on known numbers.

``NAME.json`` lists the reference's weights and inputs by name, shape and type; both are drawn anew from their
names, so that no weights need to be stored.  ``NAME.npz`` holds what the reference computed from them.
"""
import json
import zlib
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parent / 'data' / 'parity'
TOLERANCE = 1e-4


class Case:
    """One reference case.

    Args:
        name: file name in ``tests/data/parity`` without its ending.
    """

    def __init__(self, name):
        self.spec = json.loads((FOLDER / f'{name}.json').read_text())
        with np.load(FOLDER / f'{name}.npz') as arrays:
            self.outputs = {key: torch.from_numpy(array) for key, array in arrays.items()}

    def state_dict(self):
        """Weights of the reference by its own names, except those that it computes itself."""
        seed, computed = self.spec.get('weight_seed', 0), self.spec.get('fixed', {})
        return {key: torch.from_numpy(draw_weight(key, shape, dtype, seed))
                for key, shape, dtype in self.spec['state_dict'] if key not in computed}

    def inputs(self):
        """Inputs of the reference by name."""
        return {name: torch.from_numpy(draw_input(name, **rule)) for name, rule in self.spec['inputs'].items()}

    def error(self, name, value):
        """Relative error, in the Euclidean norm, of ``value`` against the stored output ``name``."""
        reference = self.outputs[name].double()
        value = torch.as_tensor(value).detach().double()
        assert value.shape == reference.shape, (
            f'{name} has shape {tuple(value.shape)}, the reference {tuple(reference.shape)}')
        return ((value - reference).norm() / (reference.norm() + 1e-12)).item()

    def check(self, name, value, *steps):
        """Fail unless ``value`` equals the stored output ``name`` up to the tolerance.

        Args:
            name: name of the output.
            value: what is compared.
            steps: of the second and further axes, where the reference kept every so manieth entry only; it
                then has mean and standard deviation of all entries, too.
        """
        if steps:
            value = torch.as_tensor(value).detach()
            whole = value.double()
            self.check(f'{name}_meanstd', torch.stack([whole.mean(), whole.std()]))
            value = value[(slice(None), *(slice(None, None, step) for step in steps))]
        error = self.error(name, value)
        assert error <= TOLERANCE, f'{name} is off by {error:.2e}'


def draw_weight(name, shape, dtype, seed=0):
    """One entry of a state dict.

    Integers are 0; running variances ``1 + 0.1 |z|``; arrays of two axes and more ``z / sqrt(fan in)``;
    scales ``1 + 0.1 z``; all other vectors ``0.1 z``, where ``z`` is standard normal.
    """
    if 'int' in dtype or dtype == 'bool':
        return np.zeros(shape, dtype.removeprefix('torch.'))
    z = generator(name, seed).standard_normal(tuple(shape)).astype(np.float32)
    if name.endswith('running_var'):
        return 1 + np.float32(0.1) * np.abs(z)
    if len(shape) > 1:
        return (z / np.sqrt(max(1, np.prod(shape[1:])))).astype(np.float32)
    if name.endswith(('weight', 'gamma')):
        return 1 + np.float32(0.1) * z
    return np.asarray(np.float32(0.1) * z)


def draw_input(name, shape, kind='normal', seed=0, high=None):
    """One input: ``normal``, ``uniform`` in [0, 1), or ``int`` in [0, high)."""
    source = generator(f'input:{name}', seed)
    if kind == 'int':
        return source.randint(0, high, size=shape).astype(np.int64)
    draw = {'normal': source.standard_normal, 'uniform': source.random_sample}[kind]
    return draw(tuple(shape)).astype(np.float32)


def generator(name, seed):
    """The random generator that belongs to a name."""
    return np.random.RandomState((zlib.crc32(name.encode()) + seed) % 2 ** 32)
