"""Train the model of any config, whichever OpenMMLab package owns its task."""
from mmuvp.apis.cli import program, runner_parser
from mmuvp.apis.runtime import build_runner, prepare_config, use_amp, use_auto_scale_lr, use_resume


def parse_args():
    parser = runner_parser(__doc__)
    parser.add_argument('--resume', nargs='?', const='auto', metavar='CHECKPOINT',
                        help='continue from this checkpoint, or from the latest one in the work directory')
    parser.add_argument('--amp', action='store_true', help='train in mixed precision')
    parser.add_argument('--auto-scale-lr', action='store_true', help='scale the learning rate with the batch')
    return parser.parse_args()


def main():
    args = parse_args()
    cfg = prepare_config(args)
    if args.amp:
        use_amp(cfg)
    if args.auto_scale_lr:
        use_auto_scale_lr(cfg)
    if args.resume:
        use_resume(cfg, args.resume)
    build_runner(cfg).train()


if __name__ == '__main__':
    with program():
        main()
