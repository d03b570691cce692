"""Files in the layout of COCO: lists of images, annotations and categories."""
import os.path as osp

from mmengine.fileio import load

KEYS = ('images', 'annotations', 'categories')


def read_json(path, kind):
    """Read a file of any layout.

    Args:
        path (str): The file.
        kind (str): What it must hold, for messages.

    Returns:
        object: What it holds.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no JSON.
    """
    if not osp.isfile(path):
        raise FileNotFoundError(f'{path} does not exist; it must hold {kind}')
    try:
        return load(path, file_format='json')
    except ValueError as error:
        raise ValueError(f'{path} is no file of JSON that can be read: {error}') from None


def read_coco_json(path, kind):
    """Read a file in the layout of COCO.

    Args:
        path (str): The file.
        kind (str): What it must hold, for messages.

    Returns:
        dict: With `images`, `annotations` and `categories`, and at least one image.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no JSON, lacks one of the lists, or has no image.
    """
    content = read_json(path, kind)
    missing = [key for key in KEYS if key not in content]
    if missing:
        raise ValueError(f'{path} is not of the format of {kind}: it has no {", ".join(missing)}')
    if not content['images']:
        raise ValueError(f'{path} has no image')
    return content
