"""Time training steps and inference of a panoptic config, on a GPU if there is one; the last column compares with eager
fp32 of the same task and size in the same run, and is `-` where the run has none."""
import json
from argparse import ArgumentParser
from pathlib import Path

import torch

from mmuvp.apis import get_model
from mmuvp.apis.benchmark import benchmark_inference, benchmark_training
from mmuvp.apis.cli import add_config_arguments, program
from mmuvp.apis.timing import DTYPES, MODES


def main():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('--sizes', type=int, nargs='+', default=[641, 1281], help='sides of the images in pixels')
    parser.add_argument('--dtypes', nargs='+', choices=DTYPES, default=DTYPES)
    parser.add_argument('--modes', nargs='+', choices=MODES, default=MODES)
    parser.add_argument('--tasks', nargs='+', choices=['train', 'inference'], default=['train', 'inference'])
    parser.add_argument('--batch-size', type=int, default=2, help='images of a training step')
    parser.add_argument('--repeats', type=int, default=3, help='repetitions, of which the median counts')
    parser.add_argument('--out', type=Path, help='json file to write')
    args = parser.parse_args()
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    print(f'{args.config} on {torch.cuda.get_device_name() if device == "cuda" else "CPU"}, '
          f'{torch.get_num_threads()} threads; memory: '
          f'{"allocated by PyTorch" if device == "cuda" else "allocated by a repetition"}')
    print(f'{"task":16}{"size":>12}{"dtype":>7}{"mode":>9}{"images/s":>10}{"peak GiB":>10}{"ratio":>8}')
    rows, baselines = [], {}
    kinds = [(dtype, mode) for dtype in DTYPES for mode in MODES if dtype in args.dtypes and mode in args.modes]
    for size, (dtype, mode) in ((size, kind) for size in args.sizes for kind in kinds):
        for row in measure(args, device, (size, size), dtype, mode):
            if (dtype, mode) == ('fp32', 'eager'):
                baselines[row.task, row.size] = row.images_per_second
            base = baselines.get((row.task, row.size))
            ratio = base and row.images_per_second / base
            rows.append(dict(row.to_dict(), ratio=ratio))
            print(f'{row.task:16}{f"{size} x {size}":>12}{dtype:>7}{mode:>9}{row.images_per_second:>10.3f}'
                  f'{row.peak_memory:>10.2f}{f"{ratio:.2f}" if ratio else "-":>8}', flush=True)
    if args.out:
        args.out.write_text(json.dumps(rows, indent=1))


def measure(args, device, size, dtype, mode):
    if 'train' in args.tasks:
        model = get_model(args.config, device=device, cfg_options=args.cfg_options)
        yield benchmark_training(model, size, dtype, mode, args.batch_size, args.repeats)
    if 'inference' in args.tasks:
        model = get_model(args.config, device=device, inference=True, cfg_options=args.cfg_options)
        yield from benchmark_inference(model, size, dtype, mode, args.repeats)


if __name__ == '__main__':
    with program():
        main()
