"""Follow the objects of videos with a frozen backbone, and score the masks as DAVIS 2017 does.

    segment_videos.py CONFIG CHECKPOINT data/DAVIS --out runs/davis
"""
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

import torch
from PIL import Image

from mmuvp.apis import get_model
from mmuvp.apis.cli import add_config_arguments, program, usage_errors
from mmuvp.apis.dump import write_metrics
from mmuvp.apis.video_segmentation import VideoSegmenter, evaluate_videos, summarise
from mmuvp.datasets.davis import davis_videos


def parse_args():
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    add_config_arguments(parser)
    parser.add_argument('checkpoint', help='weights of the model')
    parser.add_argument('videos', help='folder in the form of DAVIS 2017')
    parser.add_argument('--split', default='val', help='list of videos; default: val')
    parser.add_argument('--short-side', type=int, default=480, help='of the frames, in pixels; default: 480')
    parser.add_argument('--memory', type=int, default=7, help='frames that labels come from; default: 7')
    parser.add_argument('--radius', type=int, default=12, help='how many patches away they may be; default: 12')
    parser.add_argument('--topk', type=int, default=5, help='how many patches they come from; default: 5')
    parser.add_argument('--out', type=Path, help='folder for masks and scores')
    return parser.parse_args()


def write_masks(video, masks, folder):
    """Write masks with the colours of the given one."""
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(video.masks[0]) as first:
        palette = first.getpalette()
    for frame, mask in zip(video.frames, masks, strict=True):
        image = Image.fromarray(mask)
        if palette is not None:
            image.putpalette(palette)
        image.save(folder / f'{frame.stem}.png')


def main():
    args = parse_args()
    videos = davis_videos(args.videos, args.split)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    model = get_model(args.config, args.checkpoint, device, inference=True, cfg_options=args.cfg_options)
    segmenter = VideoSegmenter(model, args.short_side, args.memory, args.radius, args.topk)
    scores = []
    for video, masks, score in evaluate_videos(segmenter, videos):
        scores.append(score)
        print(f'{video.name}: J {100 * score[:, 0].mean():.1f}, F {100 * score[:, 1].mean():.1f}', flush=True)
        if args.out:
            write_masks(video, masks, args.out / video.name)
    summary = summarise(scores)
    print(', '.join(f'{name} {value:.1f}' for name, value in summary.items()))
    if args.out:
        write_metrics(summary, args.out / 'scores.json')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
