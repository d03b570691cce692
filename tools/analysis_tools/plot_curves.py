"""Plot learning curves of one or more runs, side by side, from the scalars that mmengine logs.

    plot_curves.py work_dirs/remax_scenes --keys loss PQ --out curve.png
    plot_curves.py kmax=runs/kmax_0,runs/kmax_1 remax=runs/remax_0,runs/remax_1 --keys PQ --out pq.png

``NAME=DIR1,DIR2`` groups the repetitions of one experiment: their mean is drawn with a band of one standard
deviation.
"""
import argparse
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from mmuvp.apis.cli import program, usage_errors


def parse_args():
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    add = parser.add_argument
    add('runs', nargs='+', help='work directories, or NAME=DIR1,DIR2 for repetitions of one experiment')
    add('--keys', nargs='+', default=['loss'],
        help='what to plot, one panel each; the last part of a name will do, as PQ for coco_panoptic/PQ')
    add('--out', required=True, type=Path, help='the picture to write')
    add('--smooth', type=int, default=1, metavar='N', help='average losses over N log entries')
    return parser.parse_args()


def read_scalars(work_dir):
    """Return the scalars of a run's logs, one dict an entry, in the order of time.

    A run that was resumed has several logs; where they overlap, the latest one counts.

    Args:
        work_dir (str | Path): The run's work directory, or any folder above its ``vis_data``.

    Returns:
        list[dict]: The logged entries, each with its ``step``.

    Raises:
        FileNotFoundError: There is no ``vis_data/scalars.json`` in the folder.
        ValueError: A line of one is no entry.
    """
    logs = sorted(Path(work_dir).rglob('vis_data/scalars.json'))
    if not logs:
        raise FileNotFoundError(f'no vis_data/scalars.json under {work_dir}, so no run was logged there')
    entries = []
    for log in logs:
        new = _read_log(log)
        if new:
            entries = [entry for entry in entries if entry['step'] < new[0]['step']] + new
    return entries


def _read_log(path):
    *lines, _ = path.read_text().split('\n')  # what follows the last line break was cut off when the run was killed
    try:
        return [json.loads(line) for line in lines if line.strip()]
    except ValueError as error:
        raise ValueError(f'{path} is not a log of mmengine: {error}') from None


def find_curve(entries, key):
    """Return the steps and values of one scalar.

    Args:
        entries (list[dict]): As :func:`read_scalars` returns them.
        key (str): The scalar's name, or what follows its last slash.

    Returns:
        tuple[ndarray, ndarray]: Steps and values, (N,) each, steps ascending.

    Raises:
        KeyError: No entry has such a scalar.
    """
    names = sorted({name for entry in entries for name in entry})
    name = next((name for name in names if name == key or name.split('/')[-1] == key), None)
    if name is None:
        raise KeyError(f'no scalar {key!r} in the log; it has {", ".join(names)}')
    points = {entry['step']: entry[name] for entry in entries if name in entry}
    steps = np.array(sorted(points))
    return steps, np.array([points[step] for step in steps], dtype=float)


def average_curves(curves):
    """Return the mean and standard deviation of repeated curves at the steps that all of them have.

    Args:
        curves (list[tuple[ndarray, ndarray]]): Steps and values of each repetition.

    Returns:
        tuple[ndarray, ndarray, ndarray]: Steps, means and (sample) standard deviations, (N,) each.

    Raises:
        ValueError: The repetitions have no step in common.
    """
    common = sorted(set.intersection(*(set(steps.tolist()) for steps, _ in curves)))
    if not common:
        raise ValueError('the repetitions were logged at different steps, so they have no mean')
    values = np.stack([values[np.isin(steps, common)] for steps, values in curves])
    spread = values.std(axis=0, ddof=1) if len(curves) > 1 else np.zeros(len(common))
    return np.array(common), values.mean(axis=0), spread


def smooth_curve(values, width):
    """Return the running mean over the last ``width`` values."""
    sums = np.cumsum(np.concatenate([np.zeros(1), values]))
    starts = np.maximum(np.arange(1, len(values) + 1) - width, 0)
    return (sums[1:] - sums[starts]) / (np.arange(1, len(values) + 1) - starts)


def parse_run(text):
    """Split ``NAME=DIR1,DIR2`` into the name and the folders; a bare folder gives its own name."""
    name, separator, folders = text.partition('=')
    return (name, folders.split(',')) if separator else (Path(text).name, [text])


def draw(axis, key, runs, smooth):
    """Draw one scalar of every run on an axis."""
    for name, logs in runs.items():
        steps, mean, spread = average_curves([find_curve(entries, key) for entries in logs])
        mean = smooth_curve(mean, smooth if 'loss' in key else 1)
        few = len(steps) < 50
        line, = axis.plot(steps, mean, label=name, marker='o' if few else None, markersize=3)
        if len(logs) > 1:
            axis.fill_between(steps, mean - spread, mean + spread, color=line.get_color(), alpha=0.2, lw=0)
    axis.set(xlabel='iteration', ylabel=key)
    axis.grid(alpha=0.3)
    if len(runs) > 1:
        axis.legend()


def main():
    args = parse_args()
    runs = {name: [read_scalars(folder) for folder in folders] for name, folders in map(parse_run, args.runs)}
    figure, axes = plt.subplots(1, len(args.keys), figsize=(5 * len(args.keys), 4), squeeze=False)
    for axis, key in zip(axes[0], args.keys, strict=True):
        draw(axis, key, runs, args.smooth)
    figure.tight_layout()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(args.out, dpi=150)
    print(args.out)


if __name__ == '__main__':
    with program(), usage_errors(ValueError, KeyError):
        main()
