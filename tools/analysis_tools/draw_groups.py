"""Draw the groups that a GroupViT forms at each stage, and their names, over one image or all images of a folder."""
from argparse import ArgumentParser
from pathlib import Path

import cv2

from mmuvp.apis.cli import add_config_arguments, program, usage_errors
from mmuvp.apis.groups import GroupInferencer
from mmuvp.apis.inferencer import list_images


def main():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the pre-training')
    parser.add_argument('image', help='a file, or a folder of files')
    parser.add_argument('--out', type=Path, default=Path('groups'), help='folder for the pictures')
    args = parser.parse_args()
    inferencer = GroupInferencer(args.config, args.checkpoint, cfg_options=args.cfg_options)
    args.out.mkdir(parents=True, exist_ok=True)
    for image in list_images(args.image):
        path = args.out / f'{image.stem}.png'
        cv2.imwrite(str(path), inferencer.draw(image)[..., ::-1])
        print(path)


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
