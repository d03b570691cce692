"""Convert weights that the authors of a paper published into a checkpoint of this package, or back."""
from argparse import ArgumentParser
from pathlib import Path

import torch
from mmengine.config import DictAction

from mmuvp import checkpoints
from mmuvp.apis import UsageError
from mmuvp.apis.cli import program


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('family', choices=checkpoints.families(), help='system that the weights belong to')
    parser.add_argument('source', help='file to read: of torch.save, or a .pkl file of arrays')
    parser.add_argument('destination', type=Path, help='file to write')
    parser.add_argument('--key', nargs='+', help='where the weights are in the file, such as teacher; the weights of '
                                                 'several keys are joined; default: found by itself')
    parser.add_argument('--reverse', action='store_true', help='write the layout of the authors')
    parser.add_argument('--options', nargs='+', action=DictAction, default={}, metavar='KEY=VALUE',
                        help='options of the family, which its module in mmuvp/checkpoints tells')
    args = parser.parse_args()
    source, keys = checkpoints.load(args.source), args.key or [None]
    weights = (checkpoints.extract_weights(source, keys[0]) if len(keys) == 1
               else checkpoints.join_weights(source, keys))
    try:
        if args.reverse:
            content = checkpoints.revert(args.family, weights, **args.options)
            count = sum(map(len, content.values()))
        else:
            converted = checkpoints.convert(args.family, weights, **args.options)
            content = {'state_dict': converted, 'meta': {'source': Path(args.source).name}}
            count = len(converted)
    except (TypeError, ValueError) as error:
        raise UsageError(f'{args.source}: {error}') from None
    args.destination.parent.mkdir(parents=True, exist_ok=True)
    torch.save(content, args.destination)
    print(f'{len(weights)} tensors of {args.source} became {count} of {args.destination}')


if __name__ == '__main__':
    with program():
        main()
