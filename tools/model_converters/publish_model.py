"""Write a checkpoint that holds what inference needs: no optimizer state, and no parts that only training uses."""
from argparse import ArgumentParser

from mmuvp.apis import publish
from mmuvp.apis.cli import program


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('config', help='path of a config, or a name that mmuvp.list_models() lists')
    parser.add_argument('checkpoint', help='checkpoint of a training run')
    parser.add_argument('destination', help='name of the new file; part of a hash is added to it')
    args = parser.parse_args()
    print(publish(args.config, args.checkpoint, args.destination))


if __name__ == '__main__':
    with program():
        main()
