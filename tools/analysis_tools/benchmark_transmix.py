"""What TransMix costs: the time of a training step with it as a ratio to one with CutMix in the same run.

A step is the mixing of the batch, forward, loss, backward and AdamW; steps of both take turns, so that what else the
machine does concerns both.  On a CPU the processor's time counts."""
import time
from argparse import ArgumentParser
from statistics import median

import torch
from mmpretrain.models import RandomBatchAugment
from mmpretrain.structures import DataSample

from mmuvp.apis import get_model
from mmuvp.apis.cli import program
from mmuvp.apis.timing import DTYPES, autocast

FORWARDS = ('forward', 'forward_with_class_attention')


def training_step(config, args, device):
    """A function that runs one step of training on images of noise, all mixed by the last augmentation of a config."""
    torch.manual_seed(0)
    model = get_model(config, device=device)
    model.train()
    preprocessor = model.data_preprocessor
    preprocessor.batch_augments = RandomBatchAugment(preprocessor.batch_augments.augments[-1])
    for name in FORWARDS if args.compile else ():
        if hasattr(model.backbone, name):
            setattr(model.backbone, name, torch.compile(getattr(model.backbone, name)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    images = torch.randint(0, 256, (args.batch_size, 3, args.size, args.size), dtype=torch.uint8)
    labels = torch.arange(args.batch_size) % model.head.num_classes

    def step():
        samples = [DataSample().set_gt_label(label) for label in labels[:, None]]
        data = preprocessor(dict(inputs=images, data_samples=samples), training=True)
        with autocast(device, args.dtype):
            loss = model(**data, mode='loss')['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return step


def seconds(step, device):
    """Time of one step."""
    clock = time.perf_counter if device.type == 'cuda' else time.process_time
    start = clock()
    step()
    if device.type == 'cuda':
        torch.cuda.synchronize(device)
    return clock() - start


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('config', nargs='?', default='transmix_deit-small_in1k', help='name or path of a config')
    parser.add_argument('baseline', nargs='?', default='cutmix_deit-small_in1k', help='the same with CutMix')
    parser.add_argument('--size', type=int, default=224, help='side of the images in pixels')
    parser.add_argument('--batch-size', type=int, default=16)
    parser.add_argument('--dtype', choices=DTYPES, default='fp32')
    parser.add_argument('--compile', action='store_true', help='compile the backbones')
    parser.add_argument('--repeats', type=int, default=10, help='steps of each that count, after two that do not')
    args = parser.parse_args()
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    steps = [training_step(config, args, device) for config in (args.config, args.baseline)]
    times = [[seconds(step, device) for step in steps] for _ in range(2 + args.repeats)][2:]
    own, base = (median(column) for column in zip(*times, strict=True))
    ratio = median(a / b for a, b in times)
    print(f'{device}, {torch.get_num_threads()} threads, {args.dtype}, {"compiled" if args.compile else "eager"}, '
          f'{args.batch_size} images of {args.size} x {args.size}: {own:.4f} s with TransMix, {base:.4f} s with '
          f'CutMix, median of the ratios of neighbouring steps {ratio:.4f}')


if __name__ == '__main__':
    with program():
        main()
