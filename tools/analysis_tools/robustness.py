"""Test classifiers on images that are corrupted more and more, and write a table and a picture of their curves.

    robustness.py CONFIG cutmix=a.pth transmix=b.pth --out runs/occlusion
    robustness.py CONFIG a.pth --values 2 4 8

CONFIG occludes or shuffles patches, as those in configs/transmix/evaluation do; what is swept is the ratio of the one
and the grid of the other.
"""
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from mmengine.dist import is_main_process

from mmuvp.apis.cli import program, runner_parser, usage_errors
from mmuvp.apis.robustness import draw_curves, parse_value, sweep, sweep_of, write_table
from mmuvp.apis.runtime import prepare_config


def parse_args():
    parser = runner_parser(__doc__)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument('checkpoints', nargs='+', metavar='[NAME=]CHECKPOINT', help='weights of each model')
    parser.add_argument('--values', type=parse_value, nargs='+',
                        help='ratios or grids, such as 4 and 2x4; default: those of the paper')
    parser.add_argument('--out', type=Path, help='folder for the files; default: the work directory')
    return parser.parse_args()


def main():
    args = parse_args()
    cfg = prepare_config(args)
    name, _ = sweep_of(cfg, args.values)
    curves = {}
    for text in args.checkpoints:
        model, _, checkpoint = text.rpartition('=')
        curves[model or Path(checkpoint).stem] = sweep(cfg, checkpoint, args.values)
    if not is_main_process():
        return
    path = (args.out or Path(cfg.work_dir)) / Path(args.config).stem
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(curves, name, path)
    draw_curves(curves, name, f'{path}.png')
    print(Path(f'{path}.csv').read_text())


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
