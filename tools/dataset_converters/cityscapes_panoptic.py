"""Make Cityscapes' panoptic files (json and PNGs) from its `*_gtFine_instanceIds.png`."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_cityscapes


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('labels', help='the folder gtFine of Cityscapes')
    parser.add_argument('--out', help='where to write; the folder gtFine by default')
    parser.add_argument('--splits', nargs='+', default=['train', 'val'], choices=['train', 'val', 'test'])
    return parser.parse_args()


def main():
    args = parse_args()
    for split in args.splits:
        print(f'\n{convert_cityscapes(args.labels, split, args.out or args.labels)} is ready')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
