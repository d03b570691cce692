"""Make maps of 16-bit labels from ADE20K in full (847 classes) or from all 459 classes of Pascal Context."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_ade20k_maps, convert_context_maps


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument('--ade20k', help='a folder of ADE20K in full, such as ADE20K_2021_17_01/images/ADE/validation')
    source.add_argument('--context', help='the folder trainval of MATLAB files of Pascal Context')
    parser.add_argument('--classes', required=True, help='a file that lists the classes, "number: name" a line')
    parser.add_argument('--out', required=True, help='a folder for the PNGs')
    return parser.parse_args()


def main():
    args = parse_args()
    convert, source = (convert_ade20k_maps, args.ade20k) if args.ade20k else (convert_context_maps, args.context)
    print(f'\n{convert(source, args.classes, args.out)} files are in {args.out}')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
