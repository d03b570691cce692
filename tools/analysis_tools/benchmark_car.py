"""What the stages of a pass of CLIP as RNN cost for one image: seconds, and how many times as long the direct way
takes in the same run (one query, one picture, one text at a time). In later passes the image and the texts are known.

The networks have random weights, which cost what published ones cost; the image is noise."""
from argparse import ArgumentParser

import numpy as np
import torch

from mmuvp.apis.car_cost import stage_costs
from mmuvp.apis.cli import program
from mmuvp.models.multimodal import SCENE_TEMPLATES, CLIPAsRNN, FrozenCLIP, GradCAMProposals, MaskClassifier
from mmuvp.models.task_modules import AttentionAffinity, DenseCRF


def main():
    parser = ArgumentParser(description=__doc__)
    parser.add_argument('--proposer', default='ViT-B-16-quickgelu', help='network of open_clip')
    parser.add_argument('--classifier', default='ViT-L-14-quickgelu', help='network of open_clip')
    parser.add_argument('--size', type=int, nargs=2, default=[500, 500], help='of the image, in pixels')
    parser.add_argument('--num-queries', type=int, default=20)
    parser.add_argument('--num-templates', type=int, default=len(SCENE_TEMPLATES), help='of the classifier')
    parser.add_argument('--repeats', type=int, default=1, help='how often each stage is timed, after a first time')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    args = parser.parse_args()
    torch.manual_seed(0)
    proposer = GradCAMProposals(FrozenCLIP(args.proposer), AttentionAffinity())
    classifier = MaskClassifier(FrozenCLIP(args.classifier), 0.4, templates=SCENE_TEMPLATES[:args.num_templates])
    car = CLIPAsRNN(proposer, classifier, threshold=0.6).to(args.device)
    image = np.random.RandomState(0).randint(0, 256, (*args.size, 3)).astype(np.uint8)
    queries = [f'thing number {index}' for index in range(args.num_queries)]
    print(f'{args.device}, {torch.get_num_threads()} threads, {args.num_queries} queries, '
          f'{args.size[0]} x {args.size[1]} pixels')
    print(f'{"stage":20}{"seconds":>9}{"direct":>9}{"ratio":>7}')
    for cost in stage_costs(car, image, queries, args.repeats, DenseCRF()):
        direct = f'{"-":>9}{"-":>7}' if cost.ratio is None else f'{cost.direct_seconds:>9.3f}{cost.ratio:>7.1f}'
        print(f'{cost.name:20}{cost.seconds:>9.3f}{direct}', flush=True)


if __name__ == '__main__':
    with program():
        main()
