"""Make the list of a part of ImageNet, such as SimCLR's 1 % and 10 %, readable for the stock data set."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import convert_imagenet_list


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('source', help='names of training images, one a line')
    parser.add_argument('target', help='what to write, such as data/imagenet/meta/train_1percent.txt')
    return parser.parse_args()


def main():
    args = parse_args()
    print(f'{args.target} has {convert_imagenet_list(args.source, args.target)} images')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
