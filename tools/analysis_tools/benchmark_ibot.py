"""What a step of iBOT's pre-training costs: time and peak memory as a ratio to forward and backward of the same
backbone on the same crops in the same run; and how many images a core prepares in a second, with the share of each
transform.

A step is the losses, backward, bounding of gradients, AdamW and the teacher's move; steps of both take turns."""
from argparse import ArgumentParser
from pathlib import Path
from statistics import median

import torch
from mmengine.config import Config
from mmpretrain.structures import DataSample

from mmuvp.apis import get_model
from mmuvp.apis.cli import program
from mmuvp.apis.config import load_config
from mmuvp.apis.peak_memory import PeakMemory
from mmuvp.apis.pipeline_cost import pipeline_cost
from mmuvp.apis.timing import DTYPES, autocast, median_seconds
from mmuvp.datasets.transforms import DrawPatchMasks
from mmuvp.engine.hooks.separate_clipping_hook import clip_separately


def crops_of(pipeline: list, batch_size: int, device: torch.device) -> list:
    """Crops of noise, as many and as large as those of a pipeline."""
    views, = (step for step in pipeline if step.type.endswith('MultiView'))
    sides = [view[0].scale for view, count in zip(views.transforms, views.num_views, strict=True)
             for _ in range(count)]
    return [torch.randn(batch_size, 3, side, side, device=device) for side in sides]


def pre_training_step(cfg: Config, crops: list, args, device: torch.device):
    """A function that runs a step of pre-training."""
    model = get_model(cfg, device=device)
    model.init_weights()
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-5)
    rules = [step for step in cfg.train_dataloader.dataset.pipeline if step.type.endswith('DrawPatchMasks')]

    def step():
        samples = [DataSample() for _ in range(args.batch_size)]
        for sample in samples if rules else ():
            draw = DrawPatchMasks(**{key: value for key, value in rules[0].items() if key != 'type'})
            sample.set_mask(torch.from_numpy(draw({})['mask']).to(device))
        with autocast(device, args.dtype):
            losses = model(crops, samples, mode='loss')
        optimizer.zero_grad()
        sum(losses.values()).backward()
        clip_separately(model.parameters(), 3.0)
        optimizer.step()
        model.update_teacher(0.996)
    return step


def backbone_step(cfg: Config, crops: list, args, device: torch.device):
    """A function that runs forward and backward of the student's backbone on all crops."""
    backbone = get_model(cfg, device=device).backbone
    backbone.train()
    sizes = sorted({crop.shape[-1] for crop in crops}, reverse=True)
    batches = [torch.cat([crop for crop in crops if crop.shape[-1] == size]) for size in sizes]

    def step():
        backbone.zero_grad()
        with autocast(device, args.dtype):
            value = sum(backbone(batch)[-1].float().square().mean() for batch in batches)
        value.backward()
    return step


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('config', nargs='?', default='ibot_vit-small_in1k', help='name or path of a config')
    parser.add_argument('--batch-size', type=int, default=4)
    parser.add_argument('--repeats', type=int, default=5, help='steps of each that are timed')
    parser.add_argument('--dtype', choices=DTYPES, default='fp32')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--images', type=Path, help='folder of pictures, with which the pipeline is timed as well')
    parser.add_argument('--num-images', type=int, default=20, help='how many of them')
    args = parser.parse_args()
    device, cfg = torch.device(args.device), load_config(args.config)
    pipeline = cfg.train_dataloader.dataset.pipeline
    crops = crops_of(pipeline, args.batch_size, device)
    seconds, memory = {}, {}
    makers = {'step': pre_training_step, 'backbone': backbone_step}
    for name, make in makers.items():  # one after the other: a GPU's memory must not hold the other's weights
        step = make(cfg, crops, args, device)
        step()
        with PeakMemory(device) as peak:
            step()
        memory[name] = peak.value
        del step
    steps = {name: make(cfg, crops, args, device) for name, make in makers.items()}
    for _ in range(args.repeats):
        for name, step in steps.items():
            seconds.setdefault(name, []).append(median_seconds(step, device, 1))
    for name, values in seconds.items():
        print(f'{name}: {median(values):.3f} s, {memory[name]:.3f} GiB')
    print(f'ratio: {median(seconds["step"]) / median(seconds["backbone"]):.2f} in time, '
          f'{memory["step"] / memory["backbone"]:.2f} in memory')
    if args.images is None:
        return
    paths = sorted(path for path in args.images.rglob('*') if path.suffix.lower() in ('.jpg', '.jpeg', '.png'))
    speed, shares = pipeline_cost(pipeline, [dict(img_path=str(path)) for path in paths[:args.num_images]])
    print(f'pipeline: {speed:.2f} images per second and core')
    for name, share in shares.items():
        print(f'  {name}: {100 * share:.1f} %')


if __name__ == '__main__':
    with program():
        main()
