"""Lists of some images of ImageNet, as the stock data set reads them."""
from pathlib import Path

from ..imagenet_subsets import LABELS


def convert_imagenet_list(source, target):
    """Give the names of training images their folders and labels.

    The lists of 1 % and 10 % of ImageNet that semi-supervised learning is measured on (SimCLR's) hold one name a line,
    `n01440764_10026.JPEG`; the result has `n01440764/n01440764_10026.JPEG 0`.

    Args:
        source (str | Path): The published list.
        target (str | Path): What to write; its folder is made when missing.

    Returns:
        int: Number of images.

    Raises:
        FileNotFoundError: If there is no such list.
        ValueError: If it is empty, names an image twice, or a line is no name of a training image.
    """
    source, target = Path(source), Path(target)
    if not source.is_file():
        raise FileNotFoundError(f'The list {source} is missing.')
    names = source.read_text().split()
    if not names or len(set(names)) != len(names):
        raise ValueError(f'{source} must name images, each once')
    lines = [_entry(name, source) for name in names]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text('\n'.join(lines) + '\n')
    return len(lines)


def _entry(name, source):
    wnid, _, number = name.removesuffix('.JPEG').partition('_')
    if wnid not in LABELS or not number.isdigit():
        raise ValueError(f'{source}: {name} is no name of a training image, such as n01440764_10026.JPEG')
    return f'{wnid}/{name} {LABELS[wnid]}'
