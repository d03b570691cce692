"""Draw what a panoptic model makes of images, next to the truth where it is known."""
from argparse import ArgumentParser
from pathlib import Path

import cv2

from mmuvp.apis import UsageError
from mmuvp.apis.cli import add_config_arguments, program
from mmuvp.apis.inferencer import PanopticInferencer, list_images


def parse_args():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('images', nargs='?', help='an image or a folder of images')
    parser.add_argument('--dataset', choices=['val', 'test'],
                        help='instead, images of this data set of the config, with the truth')
    parser.add_argument('-n', '--num-images', type=int, default=8, help='how many images of the data set')
    parser.add_argument('--out-dir', type=Path, default=Path('visualizations'), help='folder for the pictures')
    parser.add_argument('--device', help='default: the GPU if there is one')
    args = parser.parse_args()
    if (args.images is None) == (args.dataset is None):
        raise UsageError('give either an image or a folder, or --dataset')
    return args


def main():
    args = parse_args()
    inferencer = PanopticInferencer(args.config, args.checkpoint, args.device, args.cfg_options)
    if args.dataset:
        samples = inferencer.predict_split(args.dataset, args.num_images)
    else:
        samples = (inferencer(image)[0] for image in list_images(args.images))
    args.out_dir.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        path = args.out_dir / f'{Path(sample.img_path).stem}.png'
        cv2.imwrite(str(path), inferencer.draw(sample.img_path, sample)[..., ::-1])
        print(path)


if __name__ == '__main__':
    with program():
        main()
