"""Make the panoptic files (json and PNGs) of Mapillary Vistas 1.2 in the form that mmuvp loads."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_mapillary


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('root', help='the folder of Vistas, with config.json')
    parser.add_argument('--out', help='where to write; the same folder by default')
    parser.add_argument('--splits', nargs='+', default=['train', 'val'], choices=['train', 'val'])
    return parser.parse_args()


def main():
    args = parse_args()
    for split in args.splits:
        print(f'\n{convert_mapillary(args.root, split, args.out or args.root)} is ready')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
