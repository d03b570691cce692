"""Segment what words name, by a frozen CLIP: its masks, and a picture of them.

    segment_words.py photo.jpg "a red car" "the tall man" --out runs/photo

Weights of CLIP are downloaded once by open_clip, unless they are in local files:

    segment_words.py photo.jpg "a red car" --proposer ViT-B-16-quickgelu:b16.pt --classifier ViT-L-14-quickgelu:l14.pt
"""
import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

import cv2
import numpy as np
from mmengine.config import DictAction

from mmuvp.apis.cli import program, usage_errors
from mmuvp.apis.word_segmentation import DEFAULT_CONFIG, WordSegmenter

CLIP_HELP = 'NAME, NAME:TAG or NAME:FILE of open_clip, or FILE of weights'


def parse_args():
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument('image', help='file of the image')
    parser.add_argument('queries', nargs='*', metavar='QUERY', help='what to look for: a word or a phrase each')
    parser.add_argument('--out', type=Path, default=Path('segmented'), help='folder for what is written')
    parser.add_argument('--config', default=DEFAULT_CONFIG,
                        help=f'path or name of a config of mmuvp.CLIPAsRNNSegmentor; default: {DEFAULT_CONFIG}')
    parser.add_argument('--proposer', metavar='CLIP', help=f'CLIP that proposes masks: {CLIP_HELP}')
    parser.add_argument('--classifier', metavar='CLIP', help=f'CLIP that judges masks: {CLIP_HELP}')
    parser.add_argument('--device', help='default: the GPU if there is one')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction, metavar='KEY=VALUE',
                        help='values that override those of the config: model.car.threshold=0.3')
    return parser.parse_args()


def write(args, segmenter, found):
    """Write the picture, a mask for each query, and what was decided."""
    args.out.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(args.out / 'overlay.png'), segmenter.draw(args.image, args.queries, found)[..., ::-1])
    decisions = []
    for number, (query, mask) in enumerate(zip(args.queries, found.masks, strict=True)):
        name = f'mask_{number}.png'
        cv2.imwrite(str(args.out / name), mask.astype(np.uint8) * 255)
        decisions.append(dict(query=query, kept=bool(found.kept[number]), score=float(found.scores[number]),
                              pixels=int(mask.sum()), mask=name))
    (args.out / 'queries.json').write_text(json.dumps(decisions, indent=2, ensure_ascii=False) + '\n')
    return decisions


def main():
    args = parse_args()
    if not Path(args.image).is_file():
        raise FileNotFoundError(f'image {args.image} does not exist')
    if not args.queries:
        raise ValueError('there is no query: say behind the image what to look for, such as "a red car"')
    segmenter = WordSegmenter(args.config, args.proposer, args.classifier, args.device, args.cfg_options)
    for decision in write(args, segmenter, segmenter(args.image, args.queries)):
        outcome = f'{decision["score"]:.3f}, {decision["pixels"]} pixels' if decision['kept'] else 'dropped'
        print(f'{decision["query"]}: {outcome}')
    print(args.out / 'overlay.png')


if __name__ == '__main__':
    with program(), usage_errors(ValueError, ImportError):
        main()
