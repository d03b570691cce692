"""Draw the places of a folder's images where the outputs of a projection head are the most certain.

    draw_patterns.py CONFIG CHECKPOINT data/imagenet/val_images --out runs/patterns
"""
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

import cv2

from mmuvp.apis.cli import add_config_arguments, program, usage_errors
from mmuvp.apis.inferencer import list_images
from mmuvp.apis.patterns import LEVELS, PatternInferencer


def parse_args():
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('images', help='a folder of files')
    parser.add_argument('--level', choices=LEVELS, default='patch', help='patches or whole images')
    parser.add_argument('--patterns', type=int, nargs='+', help='which outputs; default: those seen the most')
    parser.add_argument('--number', type=int, default=16, help='of patterns without --patterns; default: 16')
    parser.add_argument('--count', type=int, default=36, help='places of each; default: 36')
    parser.add_argument('--out', type=Path, default=Path('patterns'), help='folder for the pictures')
    return parser.parse_args()


def main():
    args = parse_args()
    inferencer = PatternInferencer(args.config, args.checkpoint, cfg_options=args.cfg_options)
    images = list_images(args.images)
    table = inferencer.collect(images, args.level, args.count)
    args.out.mkdir(parents=True, exist_ok=True)
    for pattern in args.patterns or table.largest(args.number):
        path = args.out / f'{args.level}_{pattern}.png'
        cv2.imwrite(str(path), inferencer.draw(images, table.places(pattern), args.level)[..., ::-1])
        print(path)


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
