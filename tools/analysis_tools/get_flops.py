"""Print the parameters and multiply-adds of the model of any config, by module."""
from argparse import ArgumentParser

from mmuvp.apis import UsageError, get_complexity, get_model
from mmuvp.apis.cli import add_config_arguments, program
from mmuvp.apis.complexity import default_shape


def main():
    parser = ArgumentParser(description=__doc__)
    add_config_arguments(parser)
    parser.add_argument('--shape', type=int, nargs=2, metavar=('HEIGHT', 'WIDTH'),
                        help='size of the image; default: that of the test pipeline')
    parser.add_argument('--depth', type=int, default=2, help='how many levels of modules to list')
    args = parser.parse_args()
    model = get_model(args.config, cfg_options=args.cfg_options)
    shape = args.shape or default_shape(model.cfg)
    if shape is None:
        raise UsageError(f'{args.config} tests on images of several sizes: choose one with --shape HEIGHT WIDTH')
    print(get_complexity(model, tuple(shape)).table(args.depth))
    print(f'multiply-adds of convolutions and matrix products for one image of {shape[0]} x {shape[1]}')


if __name__ == '__main__':
    with program():
        main()
