"""Test a model of any config, whichever OpenMMLab package owns its task."""
from pathlib import Path

from mmengine.dist import is_main_process

from mmuvp.apis import UsageError
from mmuvp.apis.cli import program, runner_parser
from mmuvp.apis.dump import DumpPredictions, write_metrics
from mmuvp.apis.runtime import build_runner, prepare_config, use_tta, use_visualization, use_weights


def parse_args():
    parser = runner_parser(__doc__)
    parser.add_argument('checkpoint', nargs='?', help='weights to test; only a training-free model needs none')
    parser.add_argument('--out', type=Path, metavar='FILE.pkl',
                        help='write the predictions to this file and the scores to FILE.json')
    parser.add_argument('--show', action='store_true', help='show the predictions in a window')
    parser.add_argument('--show-dir', help='draw the predictions into this folder')
    parser.add_argument('--wait-time', type=float, default=2, help='seconds that each window stays')
    parser.add_argument('--tta', action='store_true', help='test with the augmentations of the config')
    args = parser.parse_args()
    if args.out and args.out.suffix not in ('.pkl', '.pickle'):
        raise UsageError(f'--out needs a name that ends with .pkl, got {args.out}')
    return args


def main():
    args = parse_args()
    cfg = prepare_config(args)
    use_weights(cfg, args.checkpoint)
    if args.show or args.show_dir:
        use_visualization(cfg, args.show, args.show_dir, args.wait_time)
    if args.tta:
        use_tta(cfg)
    runner = build_runner(cfg)
    if args.out:
        runner.test_evaluator.metrics.append(DumpPredictions(out_file_path=str(args.out)))
    metrics = runner.test()
    if args.out and is_main_process():
        write_metrics(metrics, args.out.with_suffix('.json'))


if __name__ == '__main__':
    with program():
        main()
