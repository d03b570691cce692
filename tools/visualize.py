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


def target(image, out_dir):
    """The picture of an image: of ``a.png`` it is ``a.png``, of ``a.jpg`` ``a.jpg.png``, as both may be there."""
    name = Path(image).name
    return out_dir / (name if name.endswith('.png') else f'{name}.png')


def check_targets(images, out_dir):
    for path in {target(image, out_dir).resolve() for image in images} & {image.resolve() for image in images}:
        raise UsageError(f'the picture of {path.stem} would overwrite {path}; choose another --out-dir')
    by_target = {}
    for image in images:
        first = by_target.setdefault(target(image, out_dir), image)
        if first != image:
            raise UsageError(f'{first} and {image} would have the same picture; draw them one after the other')


def main():
    args = parse_args()
    images = list_images(args.images) if args.images else []
    check_targets(images, args.out_dir)
    inferencer = PanopticInferencer(args.config, args.checkpoint, args.device, args.cfg_options)
    if args.dataset:
        samples = inferencer.predict_split(args.dataset, args.num_images)
    else:
        samples = (inferencer(image)[0] for image in images)
    args.out_dir.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        path = target(sample.img_path, args.out_dir)
        cv2.imwrite(str(path), inferencer.draw(sample.img_path, sample)[..., ::-1])
        print(path)


if __name__ == '__main__':
    with program():
        main()
