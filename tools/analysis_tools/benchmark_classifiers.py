"""Time the inference of classifiers, on a GPU if there is one; the last column compares with the speed of the
reference, whose batches take turns with theirs."""
import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

import torch

from mmuvp.apis.cli import program
from mmuvp.apis.throughput import REFERENCE, compare_throughput
from mmuvp.apis.timing import DTYPES, MODES


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('configs', nargs='+', help='names or paths of configs of classifiers')
    parser.add_argument('--reference', default=REFERENCE,
                        help='config of the classifier to compare with, by default stock DeiT-S')
    parser.add_argument('--size', type=int, default=224, help='side of the images in pixels')
    parser.add_argument('--dtypes', nargs='+', choices=DTYPES, default=DTYPES)
    parser.add_argument('--modes', nargs='+', choices=MODES, default=MODES)
    parser.add_argument('--batch-size', type=int, default=8)
    parser.add_argument('--repeats', type=int, default=5, help='repetitions, of which the median counts')
    parser.add_argument('--out', type=Path, help='json file to write')
    args = parser.parse_args()
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    print(f'{torch.cuda.get_device_name() if device == "cuda" else "CPU"}, {torch.get_num_threads()} threads, '
          f'{args.batch_size} images of {args.size} x {args.size}')
    print(f'{"config":48}{"dtype":>7}{"mode":>9}{"images/s":>10}{"ratio":>8}')
    rows = []
    for row in compare_throughput(args.configs, args.reference, args.dtypes, args.modes, size=args.size,
                                  batch_size=args.batch_size, repeats=args.repeats, device=device):
        rows.append(asdict(row))
        print(f'{Path(row.config).stem[-46:]:48}{row.dtype:>7}{row.mode:>9}{row.images_per_second:>10.2f}'
              f'{row.ratio:>8.2f}', flush=True)
    if args.out:
        args.out.write_text(json.dumps(rows, indent=1))


if __name__ == '__main__':
    with program():
        main()
