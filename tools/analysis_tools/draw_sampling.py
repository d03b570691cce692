"""Draw where a model with progressive sampling reads an image, iteration by iteration."""
from argparse import ArgumentParser
from pathlib import Path

import cv2

from mmuvp.apis import UsageError, get_model
from mmuvp.apis.cli import add_config_arguments, program
from mmuvp.apis.sampling import sampling_locations
from mmuvp.visualization import draw_sampling


def parse_args():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('image', type=Path, help='an image')
    parser.add_argument('--out', type=Path, default=Path('sampling.png'), help='picture to write')
    args = parser.parse_args()
    if args.out.resolve() == args.image.resolve():
        raise UsageError(f'the picture would overwrite {args.image}; choose another --out')
    return args


def main():
    args = parse_args()
    model = get_model(args.config, args.checkpoint, inference=True, cfg_options=args.cfg_options)
    picture = draw_sampling(*sampling_locations(model, args.image))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(args.out), picture[..., ::-1])
    print(args.out)


if __name__ == '__main__':
    with program():
        main()
