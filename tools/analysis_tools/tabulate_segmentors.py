"""Write a table of segmentors that were trained and tested by tools/experiments/compare_on_camvid.sh.

    tabulate_segmentors.py pup=runs/pup/seed0,runs/pup/seed1 fcn=runs/fcn/seed0 --out table.md

``NAME=DIR1,DIR2`` groups the repetitions of one experiment, of which mean and standard deviation are given. Each DIR
has the config of a training, a file ``seconds`` with what its parts took, and tests at one and at several scales in
``single`` and ``multi``.
"""
import argparse
import json
from pathlib import Path

import numpy as np

from mmuvp.apis import get_complexity, get_model
from mmuvp.apis.cli import program

TITLES = ('model', 'parameters (M)', 'multiply-adds of a window (G)', 'iterations', 'minutes', 'mIoU, one scale',
          'mIoU, several scales and flips')


def parse_args():
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument('runs', nargs='+', metavar='NAME=DIR1,DIR2', help='a name and the folders of its repetitions')
    parser.add_argument('--out', required=True, type=Path, help='the Markdown file to write')
    return parser.parse_args()


def read_score(folder):
    """Return the mIoU of the latest test in a folder, in per cent.

    Raises:
        FileNotFoundError: There was no test.
    """
    logs = sorted(Path(folder).glob('*/[0-9]*.json'))
    if not logs:
        raise FileNotFoundError(f'no scores under {folder}, so nothing was tested there')
    return json.loads(logs[-1].read_text())['mIoU']


def read_run(folder):
    """Return iterations, minutes and both scores of a run."""
    folder = Path(folder)
    checkpoint = Path((folder / 'single/checkpoint').read_text().strip())
    seconds = sum(map(int, (folder / 'seconds').read_text().split()))
    return (int(checkpoint.stem.rpartition('_')[2]), seconds / 60,
            read_score(folder / 'single'), read_score(folder / 'multi'))


def read_cost(folder):
    """Return the parameters of a run's model in millions, and its multiply-adds for one window in billions.

    Auxiliary heads count as parameters alone.
    """
    model = get_model(next(Path(folder).glob('*.py')))
    cost = get_complexity(model, tuple(model.test_cfg.crop_size))
    return cost.training_parameters / 1e6, cost.macs / 1e9


def tabulate(runs):
    """Format runs as a table.

    Args:
        runs (dict[str, list[str]]): Folders of the repetitions by the name of an experiment.

    Returns:
        str: In Markdown, one line an experiment.
    """
    lines = ['| ' + ' | '.join(TITLES) + ' |', '|---' * len(TITLES) + '|']
    for name, folders in runs.items():
        iterations, *figures = zip(*map(read_run, folders), strict=True)
        cells = [name, *(f'{value:.2f}' for value in read_cost(folders[0])), f'{np.mean(iterations):.0f}',
                 *map(mean_and_spread, figures)]
        lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines) + '\n'


def mean_and_spread(values):
    """Format values as their mean, with the (sample) standard deviation if there are several."""
    mean = f'{np.mean(values):.1f}'
    return f'{mean} ± {np.std(values, ddof=1):.1f}' if len(values) > 1 else mean


def main():
    args = parse_args()
    runs = {name: folders.split(',') for name, _, folders in (run.partition('=') for run in args.runs)}
    table = tabulate(runs)
    args.out.write_text(table)
    print(table)


if __name__ == '__main__':
    with program():
        main()
