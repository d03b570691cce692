"""Make the labels of COCO Object from the maps of COCO-Stuff, or from COCO's instances where those are missing."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_coco_instances, convert_coco_stuff


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument('--stuff-maps', help="a folder of COCO-Stuff's stuffthingmaps, such as stuffthingmaps/val2017")
    source.add_argument('--instances', help='such as annotations/instances_val2017.json')
    parser.add_argument('--out', required=True,
                        help='a folder for the PNGs, such as data/coco/annotations/coco_object_val2017')
    return parser.parse_args()


def main():
    args = parse_args()
    convert, source = (convert_coco_stuff, args.stuff_maps) if args.stuff_maps else (
        convert_coco_instances, args.instances)
    print(f'\n{convert(source, args.out)} files are in {args.out}')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
