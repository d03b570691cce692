"""Accuracy of a classifier as its images are corrupted more and more."""
import csv
import json
from copy import deepcopy
from pathlib import Path

from mmengine.registry import DefaultScope

from ..registry import MODELS
from .errors import UsageError
from .runtime import build_runner, use_checkpoint

# by the type of a corruption: the argument that is swept, and its values unless others are asked for
SWEEPS = {
    'PatchOcclusion': ('ratio', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    'PatchShuffle': ('grid', [2, 4, 8, 14]),
}


def sweep_of(cfg, values=None):
    """Tell what of a config's corruption is swept.

    Args:
        cfg (Config): Its data preprocessor is a :class:`mmuvp.CorruptingDataPreprocessor` with a corruption; its
            `sweep_values`, if it has any, stand for `values`.
        values (list[float | tuple[int, int]], optional): What to sweep over, in place of the paper's values; grids may
            be pairs, of rows and columns.

    Returns:
        tuple[str, list]: `ratio` of occlusion or `grid` of shuffling, and its values.

    Raises:
        UsageError: If the config corrupts nothing, or a grid is not a whole number.
    """
    corruption = (cfg.get('data_preprocessor') or {}).get('corruption') or {}
    kind = corruption.get('type', '').rpartition('.')[2]
    if kind not in SWEEPS:
        raise UsageError(f'there is nothing to sweep: data_preprocessor.corruption must be one of {", ".join(SWEEPS)}')
    name, defaults = SWEEPS[kind]
    values = values or cfg.get('sweep_values') or defaults
    if name == 'grid':
        return name, [_as_grid(value) for value in values]
    if any(isinstance(value, tuple | list) for value in values):
        raise UsageError(f'ratios are numbers, got {values}')
    return name, list(values)


def _as_grid(value):
    if isinstance(value, tuple | list):
        return tuple(value)
    if value != int(value):
        raise UsageError(f'grids are whole numbers, got {value}')
    return int(value)


def parse_value(text):
    """Read a ratio or a grid.

    Args:
        text (str): Such as `0.5`, `4` and `2x4`.

    Returns:
        float | tuple[int, int]: The latter if there is an `x`.

    Raises:
        ValueError: If it is neither.
    """
    if 'x' not in text:
        return float(text)
    rows, columns = text.split('x')
    return int(rows), int(columns)


def label_of(value):
    """Name a ratio or a grid.

    Args:
        value (float | tuple[int, int]): See :func:`parse_value`.

    Returns:
        str: As it is read.
    """
    return 'x'.join(map(str, value)) if isinstance(value, tuple) else f'{value}'


def sweep(cfg, checkpoint, values=None):
    """Test a model once for each strength of its config's corruption.

    Of occlusion, the share of the patches that were blank in each test is logged: Naseer et al. call it the
    information loss, which differs from a ratio that is a share of the attention.

    Args:
        cfg (Config): See :func:`sweep_of`.
        checkpoint (str): The model's weights.
        values (list, optional): See :func:`sweep_of`.

    Returns:
        dict: Top-1 accuracy in percent by ratio or grid.

    Raises:
        UsageError: See :func:`sweep_of`.
        CheckpointError: The checkpoint cannot be read or is of another model.
    """
    name, values = sweep_of(cfg, values)
    cfg = deepcopy(cfg)
    use_checkpoint(cfg, checkpoint)
    corruption = cfg.data_preprocessor.corruption
    with DefaultScope.overwrite_default_scope(cfg.get('default_scope')):
        if corruption.get('saliency') is not None:
            corruption = {**corruption, 'saliency': MODELS.build(corruption.saliency)}  # one for all
        corruptions = {value: MODELS.build({**corruption, name: value}) for value in values}
    runner = build_runner(cfg)
    model = getattr(runner.model, 'module', runner.model)
    scores = {}
    for value, part in corruptions.items():
        model.data_preprocessor.corruption = part
        scores[value] = float(runner.test()['accuracy/top1'])
        if name == 'ratio':
            runner.logger.info(f'ratio {value}: {part.information_loss:.1%} of the patches were blank')
    return scores


def write_table(curves, name, path):
    """Write curves of accuracy as JSON, with their means, and as CSV.

    Args:
        curves (dict[str, dict]): Top-1 accuracy by value, by model.
        name (str): What the values are.
        path (str | Path): The files without their suffixes `.json` and `.csv`.
    """
    content = {model: {name: list(curve), 'top1': list(curve.values()), 'mean': sum(curve.values()) / len(curve)}
               for model, curve in curves.items()}
    Path(f'{path}.json').write_text(json.dumps(content, indent=2) + '\n')
    with Path(f'{path}.csv').open('w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow([name, *curves])
        for value in next(iter(curves.values())):
            writer.writerow([label_of(value), *(f'{curve[value]:.4f}' for curve in curves.values())])
        writer.writerow(['mean', *(f'{row["mean"]:.4f}' for row in content.values())])


def draw_curves(curves, name, path):
    """Draw curves of accuracy.

    Args:
        curves (dict[str, dict]): Top-1 accuracy by value, by model.
        name (str): What the values are.
        path (str | Path): The picture.
    """
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    values = list(next(iter(curves.values())))
    # pairs have no place on an axis of numbers
    places = range(len(values)) if any(isinstance(value, tuple) for value in values) else values
    figure, axis = plt.subplots(figsize=(5, 4))
    for model, curve in curves.items():
        axis.plot(places, list(curve.values()), marker='o', markersize=3, label=model)
    axis.set(xlabel=name, ylabel='top-1 accuracy (%)')
    axis.set_xticks(places, map(label_of, values))
    axis.grid(alpha=0.3)
    axis.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=150)
    plt.close(figure)
