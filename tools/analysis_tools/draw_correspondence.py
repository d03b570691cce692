"""Draw lines between the patches of two images that look alike to a network."""
from argparse import ArgumentParser
from pathlib import Path

import cv2

from mmuvp.apis.cli import add_config_arguments, program, usage_errors
from mmuvp.apis.correspondence import CorrespondenceInferencer


def main():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('images', nargs=2, metavar='image', help='two files')
    parser.add_argument('--out', type=Path, default=Path('correspondence.png'), help='the picture')
    parser.add_argument('--count', type=int, default=12, help='at most so many lines; default: 12')
    args = parser.parse_args()
    inferencer = CorrespondenceInferencer(args.config, args.checkpoint, cfg_options=args.cfg_options)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(args.out), inferencer.draw(*args.images, args.count)[..., ::-1])
    print(args.out)


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
