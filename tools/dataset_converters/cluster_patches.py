"""Cluster patches of images by their pixels, for the tokens of mmuvp.PatchClusterTokenizer."""
import argparse

from mmuvp.apis.cli import program, usage_errors
from mmuvp.datasets.converters import cluster_patches


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('folder', help='images, such as data/imagenet/train')
    parser.add_argument('target', help='what to write, such as imagenet_patch-clusters.pth')
    parser.add_argument('--num-clusters', type=int, default=4096)
    parser.add_argument('--share', type=float, default=0.1, help='of the images (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0)
    return parser.parse_args()


def main():
    args = parse_args()
    count = cluster_patches(args.folder, args.target, args.num_clusters, args.share, seed=args.seed)
    print(f'{args.target} has {args.num_clusters} clusters of the patches of {count} images')


if __name__ == '__main__':
    with program(), usage_errors(ValueError):
        main()
