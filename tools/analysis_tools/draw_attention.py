"""Draw where the class token of a classifier looks, over one image or all images of a folder."""
from argparse import ArgumentParser
from pathlib import Path

import cv2

from mmuvp.apis.attention import AttentionInferencer
from mmuvp.apis.cli import add_config_arguments, program, usage_errors
from mmuvp.apis.inferencer import list_images


def main():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('image', help='a file, or a folder of files')
    parser.add_argument('--out', type=Path, default=Path('attention'), help='folder for the pictures')
    parser.add_argument('--mass', type=float, default=0.9, help='share of the attention that the mask keeps')
    parser.add_argument('--heads', action='store_true', help='draw each head in a colour of its own')
    args = parser.parse_args()
    inferencer = AttentionInferencer(args.config, args.checkpoint, cfg_options=args.cfg_options)
    draw = inferencer.draw_heads if args.heads else inferencer.draw
    args.out.mkdir(parents=True, exist_ok=True)
    for image in list_images(args.image):
        path = args.out / f'{image.stem}.png'
        cv2.imwrite(str(path), draw(image, args.mass)[..., ::-1])
        print(path)


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
