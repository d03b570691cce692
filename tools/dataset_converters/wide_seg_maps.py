"""Make maps of 16-bit labels from ADE20K in full (847 classes) or from all 459 classes of Pascal Context."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_ade20k_maps, convert_context_maps

CONVERTERS = dict(ade20k=convert_ade20k_maps, context=convert_context_maps)


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('dataset', choices=CONVERTERS)
    parser.add_argument('maps', help='a folder such as ADE20K_2021_17_01/images/ADE/validation, or trainval of Pascal '
                                     "Context's MATLAB files")
    parser.add_argument('classes', help='a file that lists the classes, "number: name" a line')
    parser.add_argument('out', help='a folder for the PNGs')
    return parser.parse_args()


def main():
    args = parse_args()
    print(f'\n{CONVERTERS[args.dataset](args.maps, args.classes, args.out)} files are in {args.out}')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
