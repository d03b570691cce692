"""Show at which resolution an Elastic network looks at images, and at the categories of a data set.

    scale_policy.py CONFIG CHECKPOINT --images FILE_OR_FOLDER --out policy
    scale_policy.py CONFIG CHECKPOINT --split val --count 1000 --out policy

The score of a block is the mean activation of its path of high resolution less that of its path of low resolution.
Written are policy.json; images.png, images from the least mean score to the largest; blocks.png, the scores of all
images in all blocks; and, where images have labels, categories.png, the mean scores of the categories.
"""
import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

import cv2
import numpy as np

from mmuvp.apis import UsageError
from mmuvp.apis.cli import add_config_arguments, program
from mmuvp.apis.inferencer import read_image, spread_indices
from mmuvp.apis.scale_policy import ScalePolicyInferencer, category_policies, report
from mmuvp.visualization import draw_blocks, draw_categories, draw_scored_images

SHOWN = 8


def parse_args():
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument('--images', type=Path, help='a file, or a folder of files')
    source.add_argument('--split', choices=['val', 'test'], help='images of this data set of the config')
    parser.add_argument('--count', type=int, help='how many images of the data set; default: all')
    parser.add_argument('--out', type=Path, default=Path('scale_policy'), help='folder for the files')
    args = parser.parse_args()
    if args.count is not None and (args.images or args.count < 1):
        raise UsageError('--count is a number of images, 1 or more, of the data set that --split chooses')
    return args


def main():
    args = parse_args()
    inferencer = ScalePolicyInferencer(args.config, args.checkpoint, cfg_options=args.cfg_options)
    found = inferencer(args.images) if args.images else inferencer.predict_split(args.split, args.count)
    policies = sorted(found, key=lambda policy: policy.scores.mean())
    categories = category_policies(policies)
    content = report(policies, categories, inferencer.blocks)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / 'policy.json').write_text(json.dumps(content, indent=2) + '\n')
    draw(policies, categories, args.out)
    for title in ('images', 'categories'):
        print_table(title, content[title])
    print(args.out)


def draw(policies, categories, folder):
    """Write the pictures."""
    draw_blocks([policy.scores for policy in policies], folder / 'blocks.png')
    if categories:
        draw_categories(categories, folder / 'categories.png')
    shown = [policies[i] for i in spread_indices(len(policies), SHOWN) if policies[i].image]
    if shown:  # some data sets are in memory and have no files
        images = [read_image(policy.image)[..., ::-1] for policy in shown]
        strip = draw_scored_images(images, [policy.scores.mean() for policy in shown])
        cv2.imwrite(str(folder / 'images.png'), strip[..., ::-1])


def print_table(title, rows, count=5):
    """Print the rows with the least and the largest means."""
    if not rows:
        return
    print(f'{title}: mean score, block of the least, block of the largest')
    for row in rows if len(rows) <= 2 * count else [*rows[:count], *rows[-count:]]:
        scores = np.array(row['scores'])
        print(f'{row["mean"]:+.4f} {scores.argmin() + 1:3d} {scores.argmax() + 1:3d}  '
              f'{row.get("name") or row["image"]}')


if __name__ == '__main__':
    with program():
        main()
