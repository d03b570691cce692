"""Converts the weights of the authors' release of ELASTIC: ResNeXt, SE-ResNeXt, DLA-X and DenseNet as classifiers, and
the backbones of segmentors.

There every layer is written as two parallel ones, whether they work at two resolutions or not.  Here a layer that is
not elastic is one, so entries of the two are put together.
"""
import re
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from .renaming import Rule
from .renaming import rename as apply_rules

PLACES = {'1': 'squeeze.', '2': 'middle.', '3': 'expand.'}
BOTTLENECK: list[Rule] = [
    (r'\.bn3\.', '.norm.'),
    (r'\.(conv|bn)([12])(_d)?\.', lambda m: f'.paths.{path(m[3])}.{PLACES[m[2]]}{m[1]}.'),
    (r'\.conv3(_d)?\.', lambda m: f'.paths.{path(m[1])}.expand.'),
]
RESNEXT: list[Rule] = [
    (r'^conv1\.', 'backbone.stem.0.conv.'),
    (r'^bn1\.', 'backbone.stem.0.bn.'),
    (r'^fc\.', 'head.fc.'),
    (r'^layer(\d)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.'),
    (r'\.downsample\.0\.', '.shortcut.conv.'),
    (r'\.downsample\.1\.', '.shortcut.bn.'),
    *BOTTLENECK,
]
SEQUENCE = {'0': 'conv', '1': 'bn'}
DLA: list[Rule] = [
    (r'^base_layer\.([01])\.', lambda m: f'backbone.stem.0.{SEQUENCE[m[1]]}.'),
    (r'^level([01])\.([01])\.', lambda m: f'backbone.stages.{m[1]}.{SEQUENCE[m[2]]}.'),
    (r'^level(\d)\.', r'backbone.stages.\1.'),
    (r'^fc\.', 'head.fc.'),
    (r'\.tree1(?=\.)', '.first'),
    (r'\.tree2(?=\.)', '.second'),
    (r'\.project\.([01])\.', lambda m: f'.project.{SEQUENCE[m[1]]}.'),
    (r'\.root\.', '.root.fuse.'),
    *BOTTLENECK,
]
DENSENET: list[Rule] = [
    (r'^conv0\.', 'backbone.stem.0.conv.'),
    (r'^norm0\.', 'backbone.stem.0.bn.'),
    (r'^(fc|classifier)\.', 'head.fc.'),
    (r'^norm(_final|5)\.', 'backbone.stages.3.norm.'),
    (r'^transition(\d)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.'),
    (r'^denseblock(\d)\.denselayer(\d+)\.', lambda m: f'backbone.stages.{int(m[1]) - 1}.{int(m[2]) - 1}.'),
    (r'\.norm1\.', '.norm.'),
    (r'\.conv1(_d)?\.', lambda m: f'.paths.{path(m[1])}.squeeze.conv.'),
    (r'\.norm2(_d)?\.', lambda m: f'.paths.{path(m[1])}.squeeze.bn.'),
    (r'\.conv2(_d)?\.', lambda m: f'.paths.{path(m[1])}.middle.'),
]
PARTS = ('backbone.', 'head.fc.')
EXCITATION = re.compile(r'(layer\d\.\d+)\.se\w*\.(?:\S+\.)?(weight|bias)')
# layers whose inputs, not outputs, are divided between the paths; those of a grouped convolution are its outputs
DIVIDED_INPUTS = ('expand.weight', 'middle.weight')


class Network(NamedTuple):
    """How a kind of network is told from its entries, and which of its published sizes are elastic.

    Args:
        name: for messages.
        mark: an entry that every such network has.
        roots: pattern of the first parts of the names of its backbone's entries.
        rules: of renaming.
        layers: pattern of its layers' entries, with a group that names the stage.
        elastic: for each published sequence of layers in the stages whether it is elastic; None where both are.
        is_plain: whether a layer of an elastic network is not elastic, from its name here.
    """
    name: str
    mark: str
    roots: str
    rules: list[Rule]
    layers: str
    elastic: dict[tuple[int, ...], bool | None]
    is_plain: Callable[[str], bool]


NETWORKS = (
    Network('ResNeXt', 'layer1.0.conv1_d.weight', r'conv1|bn1|layer\d', RESNEXT, r'layer(\d)\.\d+(?=\.)',
            {(3, 4, 6, 3): False, (3, 4, 23, 3): False, (6, 8, 5, 3): True, (12, 14, 20, 3): True},
            re.compile(r'backbone\.stages\.(3\.\d+|[12]\.0)').fullmatch),
    Network('DLA-X', 'base_layer.0.weight', r'base_layer|level\d', DLA,
            r'level(\d)\S*(?=\.root\.conv\.weight)',
            {(1, 2, 4, 1): None, (1, 4, 8, 1): False, (4, 4, 4, 1): True},
            re.compile(r'backbone\.stages\.(5\S+|\d(\.first)+)').fullmatch),
    Network('DenseNet', 'denseblock1.denselayer1.conv1_d.weight',
            r'conv0|norm0|denseblock\d|transition\d|norm_final|norm5', DENSENET, r'denseblock(\d)\.denselayer\d+(?=\.)',
            {(6, 12, 48, 32): False, (10, 20, 40, 30): True},
            re.compile(r'backbone\.stages\.3\.\d+').fullmatch),
)


def convert(state_dict: dict[str, Tensor], elastic: bool | None = None,
            backbone_only: bool = False) -> dict[str, Tensor]:
    """Convert a published state dict of any size.

    Args:
        state_dict: entries of the published checkpoint's ``state_dict``, with or without the prefix ``module.``.
        elastic: whether layers work at two resolutions.  By default told from the number of layers, which is the
            same for DLA-X60 with and without, as for sElastic networks and their base.
        backbone_only: leave out all but the backbone, wherever in a model it stands: of segmentors, what the entries
            of the heads are called is not known.

    Returns:
        A state dict that loads with ``strict=True`` into the classifier of the config of the same network; of the
        backbone alone, what a backbone's ``init_cfg`` loads with the prefix ``backbone.``.

    Raises:
        ValueError: when it is none of these networks, ``elastic`` is needed, an option is neither True nor False, or
            an entry has no place here.
    """
    for name, value in (('elastic', elastic), ('backbone_only', backbone_only)):
        if not isinstance(value, bool) and (name, value) != ('elastic', None):
            raise ValueError(f'the option {name} must be True or False, not {value!r}')
    state_dict = {re.sub(r'^(module\.)?(features\.)?', '', key): value for key, value in state_dict.items()}
    network, prefix = find_network(state_dict)
    state_dict = (backbone_of(state_dict, network, prefix) if backbone_only else
                  classifier_of(state_dict, network))
    if elastic is None:
        elastic = is_elastic(network, state_dict)
    converted = {}
    for key, value in without_dead_ends(state_dict).items():
        converted[rename(key, value, network, state_dict)] = value
    if not backbone_only:  # of DLA a 1x1 convolution
        converted['head.fc.weight'] = entry_of(converted, 'head.fc.weight').flatten(1)
    return join_paths(converted, lambda layer: not elastic or bool(network.is_plain(layer)))


def path(suffix: str | None) -> str:
    """The path that a published suffix means: ``_d`` the one at half the resolution."""
    return 'low' if suffix else 'high'


def find_network(state_dict: dict[str, Tensor]) -> tuple[Network, str]:
    """The kind of network that has these entries, and what their names have in front.

    Raises:
        ValueError: if there is none.
    """
    for network in NETWORKS:
        for key in state_dict:
            if f'.{key}'.endswith(f'.{network.mark}'):
                return network, key.removesuffix(network.mark)
    marks = ', '.join(f'{network.name} has {network.mark!r}' for network in NETWORKS)
    raise ValueError(f'no published ELASTIC checkpoint: {marks}')


def classifier_of(state_dict: dict[str, Tensor], network: Network) -> dict[str, Tensor]:
    """All entries; raises a ValueError if one of them is of no classifier."""
    known = re.compile(rf'({network.roots}|fc|classifier)\.')
    for key in state_dict:
        if not known.match(key):
            raise ValueError(f'{key!r} is no entry of a published ELASTIC {network.name} classifier; of another model '
                             'the option backbone_only=True converts the backbone')
    return state_dict


def backbone_of(state_dict: dict[str, Tensor], network: Network, prefix: str) -> dict[str, Tensor]:
    """The entries of the backbone, without the prefix of their names."""
    known = re.compile(rf'{re.escape(prefix)}((?:{network.roots})\..+)')
    return {match[1]: value for key, value in state_dict.items() if (match := known.fullmatch(key))}


def is_elastic(network: Network, state_dict: dict[str, Tensor]) -> bool:
    """Tell from the number of layers in each stage; raises a ValueError where it does not tell."""
    layers = {match[0]: match[1] for match in (re.search(network.layers, key) for key in state_dict) if match}
    counts = tuple(list(layers.values()).count(stage) for stage in sorted(set(layers.values())))
    elastic = network.elastic.get(counts)
    if elastic is None:
        raise ValueError(f'{network.name} with {counts} layers in its stages is published both with and without two '
                         'resolutions, or not at all: the option elastic=True or elastic=False must say which it is')
    return elastic


def without_dead_ends(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """Leave out the projections of DLA's trees whose first subtree computes its own, so that they never learned."""
    trees = {key[:match.start()] for key in state_dict for match in re.finditer(r'\.tree1(?=\.tree1\.)', key)}
    return {key: value for key, value in state_dict.items()
            if '.project.' not in key or key.partition('.project.')[0] not in trees}


def rename(key: str, value: Tensor, network: Network, state_dict: dict[str, Tensor]) -> str:
    """The name of one published entry in ``mmpretrain.ImageClassifier``.

    Layers of two paths have the names ``paths.high`` and ``paths.low``, be they elastic or not.

    Raises:
        ValueError: when it has none.
    """
    excitation = EXCITATION.match(key) if network.name == 'ResNeXt' else None
    if excitation is None:
        return apply_rules(key, network.rules, PARTS, f'ELASTIC {network.name}')
    # the two convolutions are told by what they give: as many channels as the block, or fewer
    number = 2 if len(value) == len(entry_of(state_dict, f'{excitation[1]}.bn3.weight')) else 1
    block = apply_rules(f'{excitation[1]}.', network.rules, PARTS, 'SE-ResNeXt')
    return f'{block}attention.conv{number}.conv.{excitation[2]}'


def join_paths(weights: dict[str, Tensor], is_plain: Callable[[str], bool]) -> dict[str, Tensor]:
    """Put the two paths of layers that are not elastic together."""
    joined = {}
    for key, value in weights.items():
        layer, mark, entry = re.fullmatch(r'(.*?)(?:\.paths\.(high|low)\.(.*))?', key).groups()
        if mark is None or not is_plain(layer):
            joined[key] = value
        elif mark == 'high':
            joined[f'{layer}.paths.{entry}'] = join(entry, value, entry_of(weights, f'{layer}.paths.low.{entry}'))
    return joined


def join(entry: str, high: Tensor, low: Tensor) -> Tensor:
    """One entry of a layer from those of its two paths."""
    if high.dim() == 0:
        return high  # a counter of batches
    return torch.cat([high, low], dim=1 if entry in DIVIDED_INPUTS else 0)


def entry_of(weights: dict[str, Tensor], name: str) -> Tensor:
    """An entry by its name; raises a ValueError if there is none."""
    if name not in weights:
        raise ValueError(f'the checkpoint lacks {name!r}')
    return weights[name]
