"""Convert weights that the authors of a paper published into a checkpoint of this package."""
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
    parser.add_argument('source', help='file of the authors: of torch.save, or a .pkl file of arrays')
    parser.add_argument('destination', type=Path, help='file to write')
    parser.add_argument('--key', help='where the weights are in the file, such as teacher; default: found by itself')
    parser.add_argument('--options', nargs='+', action=DictAction, default={}, metavar='KEY=VALUE',
                        help='options of the family, which its module in mmuvp/checkpoints tells')
    args = parser.parse_args()
    weights = checkpoints.extract_weights(checkpoints.load(args.source), args.key)
    try:
        converted = checkpoints.convert(args.family, weights, **args.options)
    except (TypeError, ValueError) as error:
        raise UsageError(f'{args.source}: {error}') from None
    args.destination.parent.mkdir(parents=True, exist_ok=True)
    torch.save({'state_dict': converted, 'meta': {'source': Path(args.source).name}}, args.destination)
    print(f'{len(weights)} tensors of {args.source} became {len(converted)} of {args.destination}')


if __name__ == '__main__':
    with program():
        main()
