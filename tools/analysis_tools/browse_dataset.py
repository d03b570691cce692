"""Draw what the training pipeline of a config hands to the model."""
from argparse import ArgumentParser
from pathlib import Path

from mmengine.registry import DATASETS, VISUALIZERS, DefaultScope

from mmuvp.apis import load_config
from mmuvp.apis.cli import add_config_arguments, program


def parse_args():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('--output-dir', type=Path, default=Path('browse'), help='folder for the pictures')
    parser.add_argument('-n', '--num-images', type=int, default=16, help='how many images')
    return parser.parse_args()


def main():
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    with DefaultScope.overwrite_default_scope(cfg.get('default_scope')):
        dataset = DATASETS.build(cfg.train_dataloader.dataset)
        visualizer = VISUALIZERS.build({**cfg.visualizer, 'name': 'browse', 'vis_backends': []})
    visualizer.dataset_meta = dataset.metainfo
    # mmpretrain's visualizer has a method a task
    draw = getattr(visualizer, 'visualize_cls', None) or visualizer.add_datasample
    args.output_dir.mkdir(parents=True, exist_ok=True)
    for index in range(min(args.num_images, len(dataset))):
        data = dataset[index]
        image = data['inputs'].numpy().transpose(1, 2, 0)[..., ::-1].copy()
        path = args.output_dir / f'{index:05d}.png'
        draw(name=path.name, image=image, data_sample=data['data_samples'], draw_pred=False, out_file=str(path))
        print(path)


if __name__ == '__main__':
    with program():
        main()
