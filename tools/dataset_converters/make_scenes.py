"""Make a set of `scenes`: pictures with panoptic, instance, semantic and class labels, and words."""
import argparse
import time
from dataclasses import replace

import cv2

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.scenes import DIFFICULTIES, SceneSpec, contact_sheet, ensure_scenes


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('out', help='folder to make')
    parser.add_argument('--num', type=int, default=2000, help='number of training images')
    parser.add_argument('--num-val', type=int, default=200, help='number of validation images')
    parser.add_argument('--size', type=int, nargs='+', default=[160], metavar='PIXELS',
                        help='side of the images, or height and width')
    parser.add_argument('--difficulty', choices=list(DIFFICULTIES), default='medium')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--sheet', metavar='FILE', help='picture to write that shows scenes of every difficulty')
    args = parser.parse_args()
    if len(args.size) > 2:
        parser.error('--size takes one number or two')
    return args


def show_progress(done, total):
    if done == total or done % 50 == 0:
        print(f'\r{done} of {total} images', end='', flush=True)


def main():
    args = parse_args()
    spec = SceneSpec(
        num_train=args.num, num_val=args.num_val, height=args.size[0], width=args.size[-1],
        difficulty=args.difficulty, seed=args.seed)
    start = time.perf_counter()
    ensure_scenes(args.out, spec, show_progress)
    print(f'\n{args.out} is ready after {time.perf_counter() - start:.1f} s')
    if args.sheet:
        sheet = contact_sheet([replace(spec, difficulty=difficulty) for difficulty in DIFFICULTIES])
        cv2.imwrite(args.sheet, sheet[..., ::-1])


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
